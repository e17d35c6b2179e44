import { parse } from "node:path";
import { definitionJson, readDefinition } from "../../functions/drops/folder-definition.ts";
import { type FileFormat, formatOfName } from "../../functions/validation/file-format.ts";
import { proposeSchema, type SchemaProposal } from "../../functions/validation/schema/propose-schema.ts";
import { fileTarget } from "../fix/targets.ts";
import { oneLine } from "../terminal/one-line.ts";
import { type Paint, painterFor } from "../terminal/paint.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { explainFailedRead } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { openInput } from "../validate/input.ts";
import { mistakeText } from "./read-schema.ts";

const USAGE = `Usage: dropset schema [options] FILE

Proposes a _dataset.json for a folder from one of its CSV or JSON Lines files. URLs with the file extension of an image,
audio or video get that type, META_ columns become metadata, META_TASK_GROUP_ID becomes the group, and everything else
becomes text with a readable label. It looks at the first 1,000 records. FILE may be - for standard input. Check the
proposal before you use it.

  -o FILE          write it to a file, such as _dataset.json, in place of standard output; an existing file is not overwritten
  --one-dataset    one dataset for the folder, which grows with each file; otherwise each file becomes a dataset
  --name NAME      the dataset's name
  --workspace ID   the workspace, for a folder that is not a workspace's
  --help           print this help

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
  const input = await openInput(file);
  try {
    const proposal = await proposeSchema(input.stream(), { format: formatOf(file) });
    if (proposal.misread) throw new WrongUse(`${input.name}: ${proposal.misread.message} ${proposal.misread.hint}`);
    if (proposal.schema.fields.size === 0) {
      const what = proposal.format === "jsonl" ? "lines that are JSON objects" : "columns";
      throw new WrongUse(`${input.name} has no ${what} to propose a schema from.`);
    }
    const definition = definitionJson({
      name: values.name ?? (values["one-dataset"] && file !== "-" ? parse(file).name : undefined),
      workspaceId: values.workspace,
      schema: proposal.schema,
      files: values["one-dataset"] ? "one-dataset" : "a-dataset-each",
    });
    const text = `${JSON.stringify(definition, null, 2)}\n`;
    const reading = readDefinition(Buffer.from(text));
    if (!reading.ok) {
      throw new WrongUse(`No valid definition can be proposed:\n${reading.mistakes.map(mistakeText).join("\n")}`);
    }
    process.stderr.write(`${reasonsText(proposal, painterFor(process.stderr))}\n`);
    if (proposal.doubt) {
      const { message, hint } = proposal.doubt;
      process.stderr.write(`Check the fields: ${oneLine(message)} ${oneLine(hint)}\n`);
    }
    await writeText(text, values.output);
    return 0;
  } finally {
    await input.close();
  }
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
  process.stderr.write(`Written to ${path}.\n`);
}

function formatOf(file: string): FileFormat | undefined {
  return /\.(?:csv|jsonl)$/i.test(file) ? formatOfName(file) : undefined;
}

function reasonsText({ reasons, schema, strictReason, records }: SchemaProposal, paint: Paint): string {
  const lines = [...reasons].map(
    ([name, reason]) => `  ${oneLine(name)}: ${schema.fields.get(name)?.type}. ${paint("dim", oneLine(reason))}`,
  );
  return [
    `Proposed from ${records === 1 ? "1 record" : `${records} records`}:`,
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
