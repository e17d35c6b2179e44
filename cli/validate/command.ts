import { readFile } from "node:fs/promises";
import { INCOMING_PREFIX } from "../../functions/drops/prefixes.ts";
import { FILE_FORMATS, type FileFormat } from "../../functions/validation/file-format.ts";
import { FINDING_CODES, type Severities } from "../../functions/validation/findings.ts";
import type { ValidationOptions } from "../../functions/validation/validate-bytes.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";
import type { Validation } from "../../functions/validation/validation.ts";
import { Explained, errorText } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import { readOptions } from "../terminal/read-options.ts";
import { explainFailedRead } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { findFixCommand } from "./fix-command.ts";
import { type Input, openInput } from "./input.ts";
import { withNameMistake } from "./name-mistake.ts";
import { type ProgressBar, progressBar } from "./progress-bar.ts";
import { listCommand, showValidation } from "./show-validation.ts";

const USAGE = `Usage: dropset validate [options] FILE...

Checks CSV and JSON Lines files before you upload them, and shows what participants would see. Nothing leaves this
machine. FILE may be - for standard input. With --schema, files are checked for a typed dataset; JSON Lines need a
schema. A _dataset.json is checked too.

  --schema FILE             check against the schema in this _dataset.json
  --format csv|jsonl        with --schema, how standard input is written (default csv)
  --json                    print one line of JSON per file: path, ok, file, findings, findingCounts
  --severity CODE=LEVEL     treat a finding as error, warning or off; can be repeated
  --help                    print this help

Exits with 0 when all files are valid, 1 when one is not, 2 when one cannot be read, or on incorrect usage.
`;

/** @returns the exit code: 0 if all are valid, 1 if one is not, 2 if one cannot be read, or on incorrect usage */
export async function validateCommand(args: readonly string[]): Promise<0 | 1 | 2> {
  try {
    const { files, help, schema: schemaFile, json, asGiven, ...options } = readArguments(args);
    if (help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const inputs = await Promise.all(files.map(openInput));
    // Only loaded where it is needed: most files have no schema.
    const schema =
      schemaFile === undefined
        ? undefined
        : await (await import("../schema/read-schema.ts")).readSchemaFile(schemaFile);
    let ok = true;
    let isRead = true;
    for (const input of inputs) {
      try {
        const validation = await validateInput(input, { ...options, schema }, { json, asGiven });
        ok &&= validation.ok;
      } catch (error) {
        const explanation = explainFailedRead(error);
        const message = error instanceof Explained ? errorText(error) : `${quoted(input.name)}: ${explanation}`;
        if (!(error instanceof Explained) && explanation === undefined) throw error;
        isRead = false;
        process.stderr.write(`${message}\n`);
      }
    }
    return isRead ? (ok ? 0 : 1) : 2;
  } catch (error) {
    if (error instanceof WrongUse)
      process.stderr.write(`${errorText(error)}\nFor usage, run: dropset validate --help\n`);
    else if (error instanceof Explained) process.stderr.write(`${errorText(error)}\n`);
    else throw error;
    return 2;
  }
}

async function validateInput(
  input: Input,
  given: Pick<ValidationOptions, "severities" | "format" | "schema">,
  { json, asGiven }: { readonly json: boolean; readonly asGiven: readonly string[] },
): Promise<Validation> {
  const bar = progressBar(input.name, input.size);
  try {
    const validation =
      input.fileName === "_dataset.json" ? await checkDefinition(input) : await checkData(input, given, bar);
    bar.clear();
    const { ok, file, findings, findingCounts } = validation;
    if (json) process.stdout.write(`${JSON.stringify({ path: input.name, ok, file, findings, findingCounts })}\n`);
    else {
      // A fix knows the rules as they are by default.
      const fixedBy = ok || asGiven.length > 0 ? undefined : await findFixCommand(input);
      await showValidation({ ...input, listedBy: listCommand(input, asGiven), fixedBy }, validation, process.stdout);
    }
    return validation;
  } finally {
    bar.clear();
    await input.close();
  }
}

async function checkData(
  input: Input,
  given: Pick<ValidationOptions, "severities" | "format" | "schema">,
  bar: ProgressBar,
): Promise<Validation> {
  const { fileName, size } = input;
  const validation = await validateCsv(input.stream(), { ...given, fileName, size, onProgress: bar.show });
  // A folder's definition may name the dataset.
  if (fileName === undefined || given.schema) return validation;
  return withNameMistake(validation, INCOMING_PREFIX + fileName);
}

async function checkDefinition(input: Input): Promise<Validation> {
  const { checkDefinition } = await import("../push/check-file.ts");
  return checkDefinition(await readFile(input.path));
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (positionals.length === 0 && !values.help) throw new WrongUse("Name at least one file, or - for standard input.");
  if (positionals.filter((file) => file === "-").length > 1)
    throw new WrongUse("Standard input can be read only once.");
  const { schema, severity } = values;
  return {
    files: positionals,
    json: values.json,
    /** The options that a file's findings depend on, quoted to be typed again. */
    asGiven: [
      ...(schema === undefined ? [] : [`--schema ${quoteForShell(schema)}`]),
      ...severity.map((setting) => `--severity ${quoteForShell(setting)}`),
    ],
    help: values.help,
    schema,
    format: readFormat(values.format),
    severities: Object.fromEntries(severity.map(readSeverity)) as Severities,
  };
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  severity: { type: "string", multiple: true, default: [] as string[] },
  schema: { type: "string" },
  format: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

function readFormat(format: string | undefined): FileFormat | undefined {
  const known = FILE_FORMATS.find((one) => one === format);
  if (format === undefined || known) return known;
  throw new WrongUse(`--format must be ${FILE_FORMATS.join(" or ")}, not ${quoted(format)}.`);
}

function readSeverity(setting: string): [string, string] {
  const [code = "", ...levels] = setting.split("=");
  const level = levels.join("=");
  if (!(FINDING_CODES as readonly string[]).includes(code)) {
    throw new WrongUse(`--severity: unknown finding ${quoted(code)}. The findings are ${FINDING_CODES.join(", ")}.`);
  }
  if (!["error", "warning", "off"].includes(level)) {
    throw new WrongUse(`--severity ${setting}: the level must be error, warning or off.`);
  }
  return [code, level];
}
