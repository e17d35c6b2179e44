import { basename } from "node:path";
import { findNameMistake } from "../../functions/drops/destination.ts";
import { type Drop, INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { encodeWords } from "../../functions/drops/encoded-words.ts";
import { isDone } from "../../functions/drops/report.ts";
import { csvNameOf } from "../../functions/validation/file-endings.ts";
import { isJsonLines } from "../../functions/validation/file-format.ts";
import { answersTable } from "../drops/answers-table.ts";
import { cellName } from "../drops/cell-name.ts";
import { describeProgress } from "../drops/describe.ts";
import { type DropRow, dropTable } from "../drops/drop-table.ts";
import type { Answer } from "../drops/progress.ts";
import { fixForUpload } from "../fix/fix-for-upload.ts";
import { isDefinitionFile } from "../schema/read-schema.ts";
import { connectStack, type Stack } from "../stack/connect.ts";
import { type DropFileOptions, dropFile } from "../stack/drop-file.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { followDrop } from "../stack/follow.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readDuration } from "../terminal/duration.ts";
import { quoted, shownName } from "../terminal/one-line.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, INTERRUPTED, runCommand } from "../terminal/run-command.ts";
import { explainFailedRead } from "../terminal/system-error.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { changedWhileRead, stateOf } from "../validate/file-state.ts";
import { type Input, openInput } from "../validate/input.ts";
import { type ProgressBar, progressBar } from "../validate/progress-bar.ts";
import { checkFile, type RejectedFile } from "./check-file.ts";
import { findFolderSchema } from "./folder-schema.ts";

const USAGE = `Usage: dropset push [options] FILE...

Uploads files to the deployed bucket, waits for the results, and prints one table. Files are checked first, like dropset
validate does, against the folder's _dataset.json if there is one: a file that would be rejected is not uploaded, and
counts as rejected. A _dataset.json that is among the files is uploaded before the others.

  --workspace ID         the workspace: files go to incoming/ID/, with the metadata workspace-id
  --name NAME            the dataset's name instead of the file's, as the metadata dataset-name; for one file
  --key-prefix FOLDER    upload to incoming/FOLDER/ instead of incoming/ID/
  --fix                  fix what can be fixed without guessing, and upload the fixed file; see dropset fix
  --no-check             upload without checking first; a deployment's severities may differ from the defaults used here
  --no-wait              exit as soon as all files are uploaded, and print their versions
  --timeout TIME         stop waiting this long after each upload, such as 90s, 10m, 2h or 1d (default 2h)
  --json                 print one line of JSON per report, and nothing else to standard output
${STACK_HELP}
  --help                 print this help

Exits with 0 when all are READY or, for a _dataset.json, accepted (with --no-wait: uploaded), 1 when any was rejected,
imported in part, failed or had no result in time, 2 on incorrect usage, 130 on Ctrl-C, which aborts the current upload.
Files that were uploaded before continue; dropset status shows them.
`;

/** @returns the exit code */
export function pushCommand(args: readonly string[]): Promise<ExitCode> {
  const explain = (error: unknown) => explainFailure(error) ?? explainFailedRead(error);
  return runCommand("push", (signal) => push(args, signal), explain);
}

async function push(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const options = readArguments(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const inputs = await openFiles(options.files);
  const stack = await connectStack(options, process.env);
  const over = new AbortController();
  try {
    return await pushAll(stack, inputs, options, AbortSignal.any([signal, over.signal]));
  } finally {
    // If one file could not be uploaded, stop waiting for the others.
    over.abort();
    stack.close();
  }
}

/** @throws {WrongUse} one is a pipe or a device, which has no size, and no name that a dataset could get */
async function openFiles(files: readonly string[]): Promise<Input[]> {
  const inputs = await Promise.all(files.map(openInput));
  const other = inputs.find(({ size }) => size === undefined);
  if (!other) return inputs;
  await Promise.all(inputs.map((input) => input.close()));
  throw new WrongUse(`push needs files, and ${quoted(other.name)} is a pipe or a device. Write it to a file first.`);
}

type Pushed =
  | { readonly kind: "rejected"; readonly file: RejectedFile }
  | { readonly kind: "sent"; readonly drop: Drop; readonly answer: Promise<Answer | undefined> };

async function pushAll(stack: Stack, inputs: Input[], options: Arguments, signal: AbortSignal): Promise<ExitCode> {
  const out = options.json ? process.stderr : process.stdout;
  const terminal = terminalOf(out);
  let bar: ProgressBar | undefined;
  const say = (line: string) => {
    bar?.clear();
    out.write(`${line}\n`);
  };
  const pushed: Pushed[] = [];
  const folder = await findFolderSchema(stack, options.prefix, options.files);

  const pushOne = async (input: Input): Promise<Pushed | undefined> => {
    const key = options.prefix + basename(input.path).normalize();
    const { metadata } = options;
    const since = await stateOf(input.path).catch((error: unknown) => {
      throw changedWhileRead(input.path, error);
    });
    const rejected = options.check
      ? await checkFile(input, { bucket: stack.bucket, key, metadata, folder }, out)
      : undefined;
    if (rejected) return { kind: "rejected", file: rejected };
    bar = progressBar(input.name, input.size);
    const drop = await send(stack, input, key, { metadata, since, signal, onProgress: bar.show });
    bar.clear();
    if (!drop) return undefined;
    if (options.wait) say(describeProgress(key, { step: "dropped", bytes: input.size ?? 0 }, terminal));
    const answer = options.wait
      ? followDrop(stack, drop, {
          attempt: 1,
          isUpload: true,
          until: Date.now() + options.timeoutMs,
          signal,
          onProgress: (progress) => say(describeProgress(key, progress, terminal)),
        })
      : Promise.resolve(undefined);
    // Awaited once all files are uploaded; a failure before that must not end the process.
    answer.catch(() => {});
    return { kind: "sent", drop, answer };
  };

  try {
    for (const input of definitionsFirst(inputs)) {
      if (signal.aborted) break;
      const one = options.fix && isFixable(input.path) ? await pushFixed(input, out, pushOne) : await pushOne(input);
      if (!one) break;
      pushed.push(one);
    }
  } catch (error) {
    const drops = sentOf(pushed);
    if (drops.length > 0) process.stderr.write("\nFiles that were uploaded before continue:\n");
    printStatusCommands(drops, stack);
    throw error;
  }
  if (!options.wait) return printSent(pushed, inputs, options, signal);
  return printAnswers(pushed, stack, options, signal);
}

function sentOf(pushed: readonly Pushed[]): Drop[] {
  return pushed.flatMap((one) => (one.kind === "sent" ? [one.drop] : []));
}

function printStatusCommands(drops: readonly Drop[], { options }: Stack): void {
  for (const { key } of drops) process.stderr.write(`  dropset status ${options} ${quoteForShell(key)}\n`);
}

function isFixable(path: string): boolean {
  return !isDefinitionFile(path) && !isJsonLines(path);
}

/** A definition applies to what is uploaded after it. */
function definitionsFirst(inputs: readonly Input[]): Input[] {
  return [...inputs].sort((a, b) => Number(isDefinitionFile(b.path)) - Number(isDefinitionFile(a.path)));
}

/** Fixes a file, and uploads the fixed one under the name of the file. */
async function pushFixed(
  input: Input,
  out: NodeJS.WriteStream,
  pushOne: (input: Input) => Promise<Pushed | undefined>,
): Promise<Pushed | undefined> {
  const fixed = await fixForUpload(input.path, out);
  try {
    return await pushOne({ ...(await openInput(fixed.path)), name: input.name });
  } finally {
    await fixed.remove();
  }
}

/** @returns the drop; undefined if the upload was interrupted */
async function send(
  { s3, bucket }: Stack,
  input: Input,
  key: string,
  options: DropFileOptions,
): Promise<Drop | undefined> {
  try {
    return await dropFile(s3, bucket, key, input.path, options);
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    process.stderr.write(`\n${shownName(input.name)} could not be uploaded.\n`);
    throw error;
  }
}

/** @throws what stopped following a drop, once what is known of the others is printed */
async function printAnswers(
  pushed: Pushed[],
  stack: Stack,
  options: Arguments,
  signal: AbortSignal,
): Promise<ExitCode> {
  const out = options.json ? process.stderr : process.stdout;
  const results = await Promise.allSettled(pushed.map((one) => (one.kind === "rejected" ? one.file : one.answer)));
  const answers = results.map((result) => (result.status === "fulfilled" ? result.value : undefined));
  const entries = answers.filter((answer) => answer !== undefined);
  const late = sentOf(pushed.filter((_, index) => answers[index] === undefined));
  const failure = results.find((result) => result.status === "rejected");

  if (options.json) for (const { report } of entries) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (entries.length > 0) out.write(`\n${answersTable(entries, terminalOf(out))}\n`);
  if (signal.aborted) {
    process.stderr.write(
      `\nInterrupted.${late.length > 0 ? " These uploads continue:" : " No uploaded file is still in progress."}\n`,
    );
  } else if (late.length > 0) process.stderr.write(`\n${failure ? "" : "No result in time. "}These drops continue:\n`);
  printStatusCommands(late, stack);

  if (signal.aborted) return INTERRUPTED;
  if (failure) throw failure.reason;
  return late.length === 0 && entries.every(({ report }) => isDone(report.outcome)) ? 0 : 1;
}

function printSent(pushed: Pushed[], inputs: Input[], options: Arguments, signal: AbortSignal): ExitCode {
  const sent = sentOf(pushed);
  if (options.json) {
    for (const one of pushed) {
      const line = one.kind === "sent" ? { drop: one.drop } : one.file.report;
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  } else {
    const rejected = pushed.flatMap((one) => (one.kind === "rejected" ? [one.file.report.drop] : []));
    const rows = [
      ...sent.map(({ key, versionId }) => sentRow(key, "uploaded", versionId)),
      ...rejected.map(({ key }) => sentRow(key, "rejected", "")),
    ];
    process.stdout.write(`${dropTable(["FILE", "", "VERSION"], rows, terminalOf(process.stdout))}\n`);
  }
  if (signal.aborted) return INTERRUPTED;
  return sent.length === inputs.length ? 0 : 1;
}

function sentRow(key: string, state: string, version: string): DropRow {
  return { key, state, cells: [cellName(key), state, version || "-"], facts: [["Version", version]] };
}

type Arguments = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[]) {
  const { values, positionals: files } = readOptions(args, OPTIONS);
  if (files.length === 0 && !values.help) throw new WrongUse("Name at least one file.");
  if (files.includes("-")) throw new WrongUse("push needs files: standard input has no name and no size.");
  if (values.name !== undefined && files.length > 1) throw new WrongUse("--name can only be used with one file.");
  for (const option of ["name", "workspace", "key-prefix"] as const) {
    if (values[option]?.trim() === "") throw new WrongUse(`--${option} is empty.`);
  }
  const { workspace, name } = values;
  if (workspace?.includes("/") && values["key-prefix"] === undefined) {
    throw new WrongUse(`--workspace needs an ID without slashes, not ${quoted(workspace)}.`);
  }
  checkKeysDiffer(files, values.fix);
  const nameMistake = name === undefined ? undefined : findNameMistake(INCOMING_PREFIX, { "dataset-name": name });
  if (nameMistake) throw new WrongUse(`--name: ${nameMistake.message}`);
  const folder = (values["key-prefix"] ?? workspace ?? "").replace(/^\/+|\/+$/g, "");
  return {
    ...values,
    files,
    check: !values["no-check"],
    fix: values.fix,
    wait: !values["no-wait"],
    timeoutMs: readDuration("--timeout", values.timeout),
    prefix: INCOMING_PREFIX + (folder && `${folder.normalize()}/`),
    metadata: {
      ...(name !== undefined && { "dataset-name": encodeWords(name) }),
      ...(workspace !== undefined && { "workspace-id": encodeWords(workspace) }),
    },
  };
}

/** Two files with one key would be two versions of it, and two datasets of the same name. */
function checkKeysDiffer(files: readonly string[], fix: boolean): void {
  const uploadedBy = new Map<string, string>();
  for (const file of files) {
    const name = fix && isFixable(file) ? csvNameOf(basename(file)) : basename(file);
    const other = uploadedBy.get(name.normalize());
    if (other !== undefined) {
      const both = `${quoted(other)} and ${quoted(file)}`;
      throw new WrongUse(
        `${both} would both be uploaded as ${shownName(name)}. Rename one, or push it to another folder.`,
      );
    }
    uploadedBy.set(name.normalize(), file);
  }
}

const OPTIONS = {
  ...STACK_OPTIONS,
  workspace: { type: "string" },
  name: { type: "string" },
  "key-prefix": { type: "string" },
  fix: { type: "boolean", default: false },
  "no-check": { type: "boolean", default: false },
  "no-wait": { type: "boolean", default: false },
  timeout: { type: "string", default: "2h" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
