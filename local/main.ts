import { enableCompileCache } from "node:module";
import { Explained, errorText } from "../cli/terminal/explained.ts";
import { WrongUse } from "../cli/terminal/wrong-use.ts";
import { COMPILED_CODE } from "./cache.ts";
import { checkFiles } from "./run/check-files.ts";
import { readCommandLine, USAGE } from "./run/command-line.ts";
import { chooseDatasetApi } from "./run/dataset-api.ts";

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const commandLine = readCommandLine(args);
  if (commandLine.help) {
    console.log(USAGE);
    return 0;
  }
  await checkFiles(commandLine.files);
  const datasetApi = chooseDatasetApi(process.env);
  // The pipeline is loaded once it is clear that it runs, and from the cache, which saves half a second.
  enableCompileCache(COMPILED_CODE);
  const { runOnThisMachine } = await import("./run/pipeline-run.ts");
  return runOnThisMachine(commandLine, datasetApi);
}

// Without a listener, a closed pipe ends the process with a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const wrongUse = error instanceof WrongUse;
  process.stderr.write(`${errorText(error)}${wrongUse ? "\nFor all options, run: npm start -- --help" : ""}\n`);
  process.exitCode = error instanceof Explained ? error.exitCode : 1;
}
