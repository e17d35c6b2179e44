import * as z from "zod";
import { DEFAULT_TOKEN, readEnvironment, type SandboxEnvironment } from "./environment.ts";
import { startSandbox } from "./sandbox.ts";

/** Runs only the sandbox, until Ctrl-C. */
async function main(environment: SandboxEnvironment): Promise<void> {
  const interrupted = new Promise<void>((done) => {
    // Once: a second Ctrl-C ends the process immediately.
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
    process.on("SIGHUP", () => done());
  });
  const sandbox = await startSandbox({ ...environment, log: (line) => console.log(`  ${line}`) });
  console.log(hint(sandbox.url, environment));
  await interrupted;
  await sandbox.close();
}

function hint(url: string, { token, folder }: SandboxEnvironment): string {
  const shownToken = token === DEFAULT_TOKEN ? token : "$DATASET_API_TOKEN";
  return `The sandbox listens on ${url}. It keeps its datasets in ${folder}. Press Ctrl-C to stop.

  curl -X POST ${url}/api/v1/data-collection/datasets \\
    -H "Authorization: Token ${shownToken}" -H "Content-Type: application/json" \\
    -d '{"name": "Product reviews Q4 2024", "workspace_id": "6278acb09062db3b35bcbeb0"}'
`;
}

/** The message for an error that the user can fix; undefined for any other. */
function explain(error: unknown, { port, folder }: SandboxEnvironment): string | undefined {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EADDRINUSE":
      return `Port ${port} is in use. Set PORT to another, or to 0 for any free port.`;
    case "EACCES":
    case "EPERM":
    case "ENOTDIR":
    case "EEXIST":
    case "EROFS":
      return `The sandbox cannot start on port ${port} with the folder ${folder}: ${error instanceof Error ? error.message : error}`;
    default:
      return undefined;
  }
}

try {
  const environment = readEnvironment(process.env);
  try {
    await main(environment);
  } catch (error) {
    const explanation = explain(error, environment);
    if (explanation === undefined) throw error;
    console.error(explanation);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof z.ZodError)) throw error;
  console.error(`The environment variables are not valid:\n${z.prettifyError(error)}`);
  process.exitCode = 2;
}
