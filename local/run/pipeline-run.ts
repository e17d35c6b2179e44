import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { answersTable } from "../../cli/drops/answers-table.ts";
import { clock, describeProgress } from "../../cli/drops/describe.ts";
import { type FileToUpload, fixForUpload } from "../../cli/fix/fix-for-upload.ts";
import { dropFile } from "../../cli/stack/drop-file.ts";
import { Explained } from "../../cli/terminal/explained.ts";
import { oneLine, shownName } from "../../cli/terminal/one-line.ts";
import { quoteForShell } from "../../cli/terminal/quote-for-shell.ts";
import { explainFailedWrite, explainSystemError, messageOf } from "../../cli/terminal/system-error.ts";
import { terminalOf } from "../../cli/terminal/terminal.ts";
import { INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import type { CommandLine } from "./command-line.ts";
import type { DatasetApiChoice } from "./dataset-api.ts";
import { type FaultsFile, readFaultsFile } from "./faults-file.ts";
import { sayWhileReading } from "./large-files.ts";
import { type LocalRun, startLocalRun } from "./local-run.ts";
import { exitCodeFor, isAnswer, runFiles } from "./run-files.ts";
import { watchFolder } from "./watch-folder.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

/**
 * Runs the pipeline on this machine: until the files have their reports, or until Ctrl-C.
 *
 * @returns the exit code
 * @throws {WrongUse} the file of faults does not exist or is not valid
 */
export async function runOnThisMachine(commandLine: CommandLine, datasetApi: DatasetApiChoice): Promise<number> {
  const faults = await readFaultsFile(commandLine.faults);
  const firstRun = commandLine.fresh || !existsSync(join(commandLine.folder, "watched.json"));

  // With --json, only reports go to standard output.
  const out = commandLine.json ? process.stderr : process.stdout;
  const say = (line: string) => out.write(`${line}\n`);
  const fixed: FileToUpload[] = [];
  try {
    if (commandLine.fix) for (const file of commandLine.files) fixed.push(await fixForUpload(file, out));
    const files = commandLine.fix ? fixed.map(({ path }) => path) : commandLine.files;
    return await runPipeline({ ...commandLine, files }, { datasetApi, faults, firstRun, say, out });
  } finally {
    await Promise.all(fixed.map((file) => file.remove()));
  }
}

interface Parts {
  readonly datasetApi: DatasetApiChoice;
  readonly faults: FaultsFile;
  readonly firstRun: boolean;
  readonly say: (line: string) => void;
  readonly out: NodeJS.WriteStream;
}

/** @returns the exit code */
async function runPipeline(commandLine: CommandLine, parts: Parts): Promise<number> {
  const { datasetApi, faults, firstRun, say, out } = parts;
  say("Starting the pipeline …");
  /** Resolves with the exit code of an interrupted run. */
  const interrupted = new Promise<number>((done) => {
    process.once("SIGINT", () => done(130));
    process.once("SIGTERM", () => done(130));
    // The terminal was closed. npm forwards the signal, so it arrives twice: the second one must not interrupt the stop.
    process.on("SIGHUP", () => done(130));
    // The reader closed the pipe, as head does. Named files are still published.
    if (commandLine.files.length === 0) process.stdout.on("error", () => done(0));
  });
  const { files, webPort, signIn } = commandLine;
  const starting = startLocalRun({
    ...commandLine,
    // A run of files ends too soon for a page.
    page: files.length === 0 ? { port: webPort, signIn } : undefined,
    datasetApi,
    faults,
    notWritten: (path, error) =>
      say(
        `  ${relativePath(path)} cannot be written: ${explainSystemError(error) ?? messageOf(error)}. Retrying every second.`,
      ),
  });
  const run = await Promise.race([starting, interrupted]);
  if (typeof run === "number") {
    await starting.then((late) => late.stop());
    return run;
  }

  const { paint } = terminalOf(out);
  run.follower.on("progress", ({ key }, progress) => {
    const shown = progress.step === "answered" ? withRelativePath(progress) : progress;
    say(describeProgress(key, shown, terminalOf(out)));
  });
  sayWhileReading(run.follower, { say, paint });
  say(addresses(run, datasetApi.kind));
  try {
    if (files.length === 0) return await watchUntil(interrupted, run, commandLine, { firstRun, say });
    const answers = await Promise.race([runFiles(run, files, { folder: commandLine.folder, say, paint }), interrupted]);
    if (typeof answers === "number") {
      say("\nInterrupted. Drops in progress continue at the next start.");
      return 130;
    }
    const given = answers.filter(isAnswer);
    if (commandLine.json) for (const { report } of given) process.stdout.write(`${JSON.stringify(report)}\n`);
    else if (given.length > 0) {
      say(
        `\n${answersTable(
          given.map((answer) => withRelativePath({ answer }).answer),
          terminalOf(out),
        )}`,
      );
    }
    for (const answer of answers) {
      // A drop in the dead-letter queue was reported when it moved there.
      if (isAnswer(answer) || answer.why === "given-up") continue;
      process.stderr.write(
        `\n${shownName(answer.file)} was not published: ${oneLine(answer.reason)}\nRetrying cannot help. Fix the cause; the next start continues with this file.\n`,
      );
    }
    return exitCodeFor(answers);
  } finally {
    await run.stop();
  }
}

async function watchUntil(
  interrupted: Promise<unknown>,
  run: LocalRun,
  { folder, dropFolder, settleMs, ignore }: CommandLine,
  { firstRun, say }: { firstRun: boolean; say: (line: string) => void },
): Promise<number> {
  try {
    await mkdir(dropFolder, { recursive: true });
    if (firstRun) await copyExamples(dropFolder);
  } catch (error) {
    const why = explainSystemError(error);
    if (why === undefined) throw error;
    throw new Explained(`The folder ${dropFolder} cannot be used (${why}). Choose another with --drop-folder.`, {
      exitCode: 2,
      cause: error,
    });
  }
  const watcher = await watchFolder({
    folder: resolve(dropFolder),
    memoryFile: join(folder, "watched.json"),
    drop: async (path, name) => {
      await dropFile(run.s3, run.bucket, INCOMING_PREFIX + name.normalize(), path);
    },
    quietMs: settleMs,
    ignore,
    watched: {
      failed: async (name, error, againAt) => {
        const why = await explainFailedWrite(error, folder);
        say(`  ${shownName(name)} could not be uploaded: ${why}. Next retry at ${clock(againAt)}.`);
      },
      leftAlone: (name, why) => say(`  ${shownName(name)} is ignored: ${why}.`),
      unfinished: (name, why) =>
        say(
          `  ${shownName(name)} is waiting: ${why === "open" ? "it is still being written" : "it is still growing"}.`,
        ),
      definitionRemoved: (name) => {
        const object = quoteForShell(`s3://${run.bucket}/${INCOMING_PREFIX}${name.normalize()}`);
        say(`  ${shownName(name)} still applies: nothing is removed from the bucket. To end it, run`);
        say(`    aws --endpoint-url ${run.cloud.endpoint} s3 rm ${object}`);
      },
    },
  });
  say(`Open the page to upload files: ${run.pageUrl}`);
  say(`Watching ${dropFolder}/: copy a CSV into it. Press Ctrl-C to stop.\n`);
  await interrupted;
  say("\nStopping. Drops in progress continue at the next start.");
  await watcher.close();
  return 0;
}

/** Copies the three example files into the watched folder. */
async function copyExamples(dropFolder: string): Promise<void> {
  for (const name of await readdir(EXAMPLES)) {
    if (name.endsWith(".csv")) await copyFile(join(EXAMPLES, name), join(dropFolder, name));
  }
}

function addresses({ cloud, bucket, datasetApiUrl, logs }: LocalRun, kind: "sandbox" | "service"): string {
  return [
    "",
    `  S3 endpoint      ${cloud.endpoint}`,
    `  Upload with AWS  aws --endpoint-url ${cloud.endpoint} s3 cp FILE s3://${bucket}/${INCOMING_PREFIX}`,
    `  ${kind === "sandbox" ? "Sandbox        " : "Dataset service"}  ${datasetApiUrl}`,
    `  Logs             ${relativePath(logs)}`,
    "",
  ].join("\n");
}

function withRelativePath<T extends { readonly answer: { readonly reportPath: string } }>(progress: T): T {
  return { ...progress, answer: { ...progress.answer, reportPath: relativePath(progress.answer.reportPath) } };
}

function relativePath(path: string): string {
  return relative(process.cwd(), path);
}
