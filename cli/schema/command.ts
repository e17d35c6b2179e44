import { basename, dirname, join } from "node:path";
import { definitionJson, readDefinition } from "../../functions/drops/folder-definition.ts";
import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import { plural } from "../../functions/report/html/words.ts";
import { statedFormat } from "../../functions/validation/file-format.ts";
import { proposeSchema, type SchemaProposal } from "../../functions/validation/schema/propose-schema.ts";
import { fixedName } from "../fix/fixed-name.ts";
import { fileTarget, isFolder } from "../fix/targets.ts";
import { Explained } from "../terminal/explained.ts";
import { oneLine, quoted, shownName } from "../terminal/one-line.ts";
import { type Paint, painterFor } from "../terminal/paint.ts";
import { quoteFileForShell } from "../terminal/quote-for-shell.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { explainFailedRead } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { type Input, openInput } from "../validate/input.ts";
import { readFileChunks } from "../validate/read-file.ts";
import { mistakeText } from "./read-schema.ts";

const USAGE = `Usage: dropset schema [options] FILE

Proposes a _dataset.json for a folder from one of its CSV or JSON Lines files. URLs with the file extension of an image,
audio or video get that type, META_ columns become metadata, META_TASK_GROUP_ID becomes the group, and everything else
becomes text with a readable label. It looks at the first 1,000 records. FILE may be - for standard input. Check the
proposal before you use it.

  -o, --output FILE  write it to a file, such as _dataset.json, in place of standard output; an existing file is not
                     overwritten
  --one-dataset      one dataset for the folder, which grows with each file; otherwise each file becomes a dataset
  --name NAME        the dataset's name; without it, one dataset gets the folder's name
  --workspace ID     the workspace, for a folder that is not a workspace's
  --help             print this help

Exits with 0, or with 2 if there is nothing to propose or on incorrect usage. The reasons go to standard error.
`;

/** @returns the exit code */
export function schemaCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("schema", () => printSchema(args), explainFailedRead, 2);
}

async function printSchema(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new WrongUse("Name one file, or - for standard input.");
  await checkOutput(values.output);
  const input = await openInput(file);
  try {
    const proposal = await proposeSchema(input.stream(), { format: statedFormat(file) });
    if (proposal.misread) {
      const { message, hint } = proposal.misread;
      throw new Explained(`${shownName(input.name)}: ${message} ${hint}${await fixHint(input)}`, { exitCode: 2 });
    }
    if (proposal.schema.fields.size === 0) {
      const what = proposal.format === "jsonl" ? "lines that are JSON objects" : "columns";
      throw new Explained(`${shownName(input.name)} has no ${what} to propose a schema from.`, { exitCode: 2 });
    }
    const definition = definitionJson({
      name: values.name,
      workspaceId: values.workspace,
      schema: proposal.schema,
      files: values["one-dataset"] ? "one-dataset" : "a-dataset-each",
    });
    const text = `${JSON.stringify(definition, null, 2)}\n`;
    const reading = readDefinition(Buffer.from(text));
    if (!reading.ok) {
      const mistakes = reading.mistakes.map(mistakeText).join("\n");
      throw new Explained(`No valid definition can be proposed:\n${mistakes}`, { exitCode: 2 });
    }
    process.stderr.write(`${reasonsText(proposal, painterFor(process.stderr))}\n`);
    if (proposal.doubt) {
      const { message, hint } = proposal.doubt;
      process.stderr.write(`Check the fields: ${oneLine(message)} ${oneLine(hint)}\n`);
    }
    if (values["one-dataset"] && values.name === undefined) {
      process.stderr.write(
        "The dataset gets the folder's name. It cannot be changed once the dataset exists: set another with --name.\n",
      );
    }
    await writeText(text, values.output);
    return 0;
  } finally {
    await input.close();
  }
}

async function checkOutput(path: string | undefined): Promise<void> {
  if (path === "") throw new WrongUse("-o is empty. It needs a file, or - for standard output.");
  if (path === undefined || path === "-" || !(await isFolder(path))) return;
  const inside = quoted(join(path, DEFINITION_FILE));
  throw new WrongUse(`-o needs a file, and ${quoted(path)} is a folder. For a file in it, name ${inside}.`);
}

/** Where `dropset fix` makes a table of the file, how to go on. */
async function fixHint({ name, path, size }: Input): Promise<string> {
  // What is no file on a disk has been read.
  if (size === undefined) return "";
  const { fixCsv } = await import("../../functions/validation/fix/fix-csv.ts");
  const { outcome } = await fixCsv(() => readFileChunks(path));
  if (outcome !== "fixed") return "";
  const fixed = quoted(join(dirname(name), fixedName(basename(name))));
  return ` Or propose from a fixed file, ${fixed}, which this writes: dropset fix ${quoteFileForShell(name)}`;
}

async function writeText(text: string, path: string | undefined): Promise<void> {
  if (path === undefined || path === "-") {
    process.stdout.write(text);
    return;
  }
  const output = await fileTarget(path, { takesUnchanged: true, overwrites: false }).open();
  try {
    await output.write(Buffer.from(text));
  } catch (error) {
    await output.discard();
    throw error;
  }
  await output.close();
  process.stderr.write(`Written to ${shownName(path)}.\n`);
}

function reasonsText({ reasons, schema, strictReason, records }: SchemaProposal, paint: Paint): string {
  const lines = [...reasons].map(
    ([name, reason]) => `  ${shownName(name)}: ${schema.fields.get(name)?.type}. ${paint("dim", oneLine(reason))}`,
  );
  return [
    `Proposed from ${plural(records, "record")}:`,
    ...lines,
    `  ${schema.strict ? "strict" : "not strict"}. ${paint("dim", oneLine(strictReason))}`,
  ].join("\n");
}

const OPTIONS = {
  output: { type: "string", short: "o" },
  "one-dataset": { type: "boolean", default: false },
  name: { type: "string" },
  workspace: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
