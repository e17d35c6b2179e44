import { basename } from "node:path";
import { encodingLabel } from "../../functions/validation/encodings/code-pages.ts";
import { FIX_CODES, type FixCode } from "../../functions/validation/fix/changes.ts";
import type { FixOptions } from "../../functions/validation/fix/plan-fix.ts";
import { errorText } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, INTERRUPTED, runCommand } from "../terminal/run-command.ts";
import { explainFailedRead } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { openInput } from "../validate/input.ts";
import { listCommand, showValidation } from "../validate/show-validation.ts";
import { type FixResult, fixFile } from "./fix-file.ts";
import { showFix } from "./show-fix.ts";
import { spool } from "./spool.ts";
import { type Target, TargetExists, targetsOf } from "./targets.ts";

const USAGE = `Usage: dropset fix [options] FILE...

Fixes what can be fixed in files without guessing, and writes each as a CSV in UTF-8 next to it: reviews.csv becomes
reviews.fixed.csv. The file itself is not changed. Prints every kind of change with its first place, and validates the
result. FILE may be - for standard input, which is fixed to standard output. With -o, a valid file is copied as it is. Of
an invalid file in which nothing can be fixed, nothing is written.

  -o, --output TARGET    write to this file or folder, or - for standard output
  --overwrite            replace files that exist; otherwise they are kept, and the exit code is 1
  --dry-run              print the changes, write nothing
  --encoding NAME        the encoding, such as windows-1252, if it is not detected
  --sheet NAME           the sheet of an Excel workbook, if more than one has values
  --only CODE            make only these changes; can be repeated
  --except CODE          do not make these changes; can be repeated
  --json                 print one line of JSON per file
  --help                 print this help

The codes are ${FIX_CODES.join(", ")
  .replace(/(.{1,108})(?: |$)/g, "$1\n")
  .trim()}.

Exits with 0 when every file is valid now, 1 when something is left to fix by hand or a file exists and was kept, 2 when
a file cannot be read or written or on incorrect usage, 130 on Ctrl-C.
`;

/** @returns the exit code */
export function fixCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("fix", (signal) => fixAll(args, signal), explainFailedRead, 2);
}

async function fixAll(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { files, help, json, options, ...targetOptions } = readArguments(args);
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const targets = await targetsOf(files, targetOptions);
  await Promise.all(files.filter((file) => file !== "-").map(openInput));
  let isDone = true;
  for (const [index, file] of files.entries()) {
    const target = targets[index];
    if (!target) continue;
    try {
      isDone = (await fixOne(file, target, { json, options, signal })) && isDone;
    } catch (error) {
      if (signal.aborted) return INTERRUPTED;
      throw error;
    }
  }
  return isDone ? 0 : 1;
}

interface FixOneOptions {
  readonly json: boolean;
  readonly options: FixOptions;
  readonly signal: AbortSignal;
}

/** @returns whether nothing is left to fix by hand */
async function fixOne(file: string, target: Target, { json, options, signal }: FixOneOptions): Promise<boolean> {
  const spooled = await spool(file, signal);
  try {
    const fileName = spooled ? undefined : basename(file);
    // Standard output may be the fixed file.
    const stream = target.path === "-" ? process.stderr : process.stdout;
    const result = await fixFile(spooled?.path ?? file, target, { ...options, fileName }, signal);
    if (json) stream.write(`${JSON.stringify({ path: file, ...asJson(result, target) })}\n`);
    else await show(file, spooled?.path ?? file, result, target, stream);
    return result.outcome !== "not-fixable" && result.validation.ok;
  } catch (error) {
    if (!(error instanceof TargetExists)) throw error;
    // The other files are fixed anyway.
    const { message } = error;
    if (json) process.stdout.write(`${JSON.stringify({ path: file, outcome: "not-written", message, ok: false })}\n`);
    process.stderr.write(`${errorText(error)}\n`);
    return false;
  } finally {
    await spooled?.remove();
  }
}

function asJson(result: FixResult, target: Target) {
  if (result.outcome === "not-fixable") return { ...result, ok: false };
  const output = result.outcome === "fixed" || result.isCopied ? (target.path ?? null) : null;
  if (result.outcome === "nothing-to-fix") return { outcome: result.outcome, output, ...result.validation };
  const { validation, ...others } = result;
  return { ...others, output, ...validation };
}

async function show(name: string, path: string, result: FixResult, target: Target, stream: NodeJS.WriteStream) {
  showFix(name, result, target.path, stream);
  if (result.outcome === "not-fixable" || result.validation.findings.length === 0) return;
  const isInFile = result.outcome === "fixed" && target.path !== undefined && target.path !== "-";
  const shown = result.outcome === "fixed" ? (isInFile ? target.path : undefined) : path;
  const input = { name: isInFile ? target.path : name, path: shown };
  await showValidation({ ...input, listedBy: listCommand(input) }, result.validation, stream);
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (positionals.length === 0 && !values.help) throw new WrongUse("Name at least one file, or - for standard input.");
  if (positionals.filter((file) => file === "-").length > 1)
    throw new WrongUse("Standard input can be read only once.");
  const { help, json, output, encoding } = values;
  if (output === "") throw new WrongUse("-o is empty. It needs a file, a folder, or - for standard output.");
  const only = values.only.map(readCode);
  const options: FixOptions = {
    sheet: values.sheet,
    encoding: encoding === undefined ? undefined : readEncoding(encoding),
    only: only.length > 0 ? only : undefined,
    except: values.except.map(readCode),
  };
  return { files: positionals, help, json, output, isDryRun: values["dry-run"], overwrites: values.overwrite, options };
}

const OPTIONS = {
  output: { type: "string", short: "o" },
  overwrite: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  encoding: { type: "string" },
  sheet: { type: "string" },
  only: { type: "string", multiple: true, default: [] as string[] },
  except: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function readCode(code: string): FixCode {
  const known = FIX_CODES.find((other) => other === code);
  if (!known) throw new WrongUse(`Unknown change ${quoted(code)}. The changes are ${FIX_CODES.join(", ")}.`);
  return known;
}

function readEncoding(name: string): string {
  if (/^utf-?32(?:le|be)$/i.test(name)) return name.toLowerCase().replace(/^utf-?/, "utf-");
  const label = encodingLabel(name);
  if (label !== undefined) return label;
  throw new WrongUse(
    `Unknown encoding ${quoted(name)}. Use a name such as windows-1252, macintosh, ibm850, shift_jis, gb18030 or utf-16le.`,
  );
}
