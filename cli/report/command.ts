import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import { isDone } from "../../functions/drops/report.ts";
import { dropName, importText } from "../../functions/report/html/words.ts";
import { outcomeText } from "../drops/describe.ts";
import type { Answer } from "../drops/progress.ts";
import { type Stack, withStack } from "../stack/connect.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readAnswer, readKey, readNewestAnswer } from "../stack/reports.ts";
import { bytesText, describeFile } from "../terminal/amounts.ts";
import { columnNames } from "../terminal/column-names.ts";
import { oneLine, quoted, shownName } from "../terminal/one-line.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { showFindings } from "../validate/show-findings.ts";

const USAGE = `Usage: dropset report [options] KEY

Prints the newest report for a key. KEY may start with incoming/ or not, or be an address: s3://BUCKET/incoming/….

  --version VERSION      the report for this version of the key's object
  --json                 print the report as one line of JSON
${STACK_HELP}
  --help                 print this help

Exits with 0 when the drop is READY or, for a _dataset.json, accepted, 1 when it was rejected, imported in part or
failed, 2 when there is no report or on incorrect usage.
`;

/** @returns the exit code */
export function reportCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("report", () => printReport(args), explainFailure, 2);
}

async function printReport(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [text] = positionals;
  if (text === undefined || positionals.length > 1) throw new WrongUse("Name one key.");
  return withStack(values, async (stack) => {
    const key = readKey(text, stack);
    const answer =
      values.version === undefined
        ? await readNewestAnswer(stack, key)
        : await readAnswer(stack, { bucket: stack.bucket, key, versionId: values.version });
    if (!answer) {
      process.stderr.write(
        `There is no report for ${quoted(key)}${values.version === undefined ? "" : ` in version ${quoted(values.version)}`}. ` +
          `To see its progress, run: dropset status ${stack.options} ${quoteForShell(key)}\n`,
      );
      return 2;
    }
    if (values.json) process.stdout.write(`${JSON.stringify(answer.report)}\n`);
    else process.stdout.write(`${showReport(answer, stack)}\n`);
    return isDone(answer.report.outcome) ? 0 : 1;
  });
}

/** The report for the terminal: the outcome, the facts, then the findings. */
function showReport({ report, reportPath }: Answer, { options }: Stack): string {
  const { drop, dataset, definition, file, startedAt, finishedAt } = report;
  const terminal = terminalOf(process.stdout);
  const { width, paint } = terminal;
  const listedBy = `dropset report ${options} --json --version ${quoteForShell(drop.versionId)} ${quoteForShell(drop.key)}`;
  const fact = (name: string, value: string) => wrap(`  ${name.padEnd(10)} `, value, width).join("\n");
  return [
    `${paint("bold", dropName(drop.key))}  ${outcomeText(report, paint)}`,
    "",
    fact("Dataset", dataset ? `${shownName(dataset.name)} (${dataset.id}), ${oneLine(dataset.status)}` : "not created"),
    ...(dataset ? [fact("Workspace", shownName(dataset.workspaceId))] : []),
    ...(definition
      ? [fact("Defined by", definition.source === "settings" ? "the stack's settings" : DEFINITION_FILE)]
      : []),
    ...(report.import ? [fact("Records", importText(report.import) || "unknown")] : []),
    ...(report.refusedFile === null ? [] : [fact("Refused", `s3://${drop.bucket}/${shownName(report.refusedFile)}`)]),
    fact("File", file.columns.length > 0 ? `${bytesText(file.bytes)}, ${describeFile(file)}` : bytesText(file.bytes)),
    ...columnNames(file.columns).map(([title, names]) => fact(title, names)),
    fact("Version", drop.versionId),
    fact("Uploaded", startedAt),
    fact("Finished", finishedAt),
    fact("Report", shownName(reportPath)),
    ...showFindings({ ...report, listedBy }, terminal),
  ].join("\n");
}

const OPTIONS = {
  ...STACK_OPTIONS,
  version: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
