import stringWidth from "string-width";
import { isDone, type Report, totalFindings } from "../../functions/drops/report.ts";
import { dropName, importText, numberText } from "../../functions/report/html/words.ts";
import { type FindingGroup, groupFindings } from "../../functions/validation/group-findings.ts";
import { bytesText, describeFile } from "../terminal/amounts.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Answer, Delay, Progress } from "./progress.ts";

/** One line about a drop's progress. */
export function describeProgress(key: string, progress: Progress, paint: Paint): string {
  return `  ${pad(cellName(key), 32)}  ${describeStep(progress, paint)}`;
}

/** One line about the progress of a large file. @param doing the step, such as "uploading" */
export function describeSending(key: string, doing: string, amount: string, paint: Paint): string {
  return `  ${pad(cellName(key), 32)}  ${paint("dim", `${pad(doing, 10)}  ${amount}`)}`;
}

function describeStep(progress: Progress, paint: Paint): string {
  switch (progress.step) {
    case "dropped":
      return `${paint("dim", pad("dropped", 10))}  ${bytesText(progress.bytes)}`;
    case "validating":
      return paint("dim", "validating");
    case "paced":
      return `${paint("yellow", pad("waiting", 10))}  starts at ${clock(progress.until)}, because datasets are created at a limited rate`;
    case "retrying":
      return [
        `${paint("yellow", pad("retrying", 10))}  ${oneLine(progress.reason)}`,
        `      ${paint("dim", `attempt ${progress.tries} failed, next retry by ${clock(progress.againAt)}`)}`,
      ].join("\n");
    case "delayed":
      return describeDelay(progress, paint);
    case "given-up":
      return [
        `${paint("red", pad("stopped", 10))}  after ${progress.tries === 1 ? "1 attempt" : `${progress.tries} attempts`}: ${oneLine(progress.reason)}`,
        `      ${paint("dim", `It is in the dead-letter queue. Once the cause is fixed, run: ${progress.redrive}`)}`,
      ].join("\n");
    case "uploading":
      return `${paint("cyan", pad("uploading", 10))}  ${describeFile(progress.file)}`;
    case "processing":
      return paint("cyan", "processing");
    case "answered":
      return describeAnswer(progress.answer, paint);
  }
}

function describeDelay({ reason, tries, mostTries, againAt }: Delay, paint: Paint): string {
  const of = mostTries === null ? "" : ` of ${mostTries}`;
  return [
    `${paint("yellow", pad("delayed", 10))}  ${oneLine(reason)}`,
    `      ${paint("dim", `attempt ${tries}${of} failed, next retry at ${clock(againAt)} or at the next start`)}`,
  ].join("\n");
}

/** @param time in milliseconds since the epoch */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString("en-GB");
}

/** The rest is in the report. */
const SHOWN_KINDS = 3;

function describeAnswer({ report, reportPath }: Answer, paint: Paint): string {
  const { dataset, file, findings, findingCounts } = report;
  const groups = groupFindings(findings, findingCounts).slice(0, SHOWN_KINDS);
  const lines = groups.flatMap((group) => describeKind(group, paint));
  const more = totalFindings(report) - groups.reduce((sum, { count }) => sum + count, 0);
  return [
    `${outcomeText(report, paint, 10)}  ${file.columns.length > 0 ? describeFile(file) : bytesText(file.bytes)}`,
    ...(dataset ? [`      dataset ${dataset.id}`] : []),
    ...(report.import ? [`      records ${importText(report.import) || "unknown"}`] : []),
    ...lines,
    ...(more > 0 ? [`      … and ${numberText(more)} more`] : []),
    paint("dim", `      report ${shownName(reportPath)}`),
  ].join("\n");
}

/** The first finding of a code, and how many there are. */
function describeKind({ code, count, listed: [first] }: FindingGroup, paint: Paint): string[] {
  if (!first) return [`      ${code}  ${numberText(count)} times`];
  const line = first.line === null ? "" : `line ${first.line}`;
  const times = count > 1 ? `${numberText(count)} times` : "";
  const place = [times, times && line ? `first on ${line}` : line].filter(Boolean).join(", ");
  return [
    `      ${paint(first.severity === "error" ? "red" : "yellow", code)}  ${place && `${place}: `}${oneLine(first.message)}`,
    `        ${paint("dim", oneLine(first.hint))}`,
  ];
}

/** An outcome in its color. @param width how wide it is at least, in characters */
export function outcomeText({ outcome }: Pick<Report, "outcome">, paint: Paint, width = 0): string {
  const color = isDone(outcome) ? "green" : outcome === "partial" ? "yellow" : "red";
  return paint("bold", paint(color, pad(outcomeWord(outcome), width)));
}

/** An outcome for people: the service calls a dataset READY. */
export function outcomeWord(outcome: string): string {
  return outcome === "ready" ? "READY" : outcome;
}

/** A row of the final table: the parts of the report that it shows, and where the report is. */
export interface TableEntry {
  readonly report: Pick<Report, "outcome" | "dataset" | "file" | "findingCounts"> & {
    readonly drop: { readonly key: string };
  };
  readonly reportPath: string;
}

/** The final table: one line per drop. */
export function answersTable(answers: readonly TableEntry[], paint: Paint): string {
  const head = ["FILE", "OUTCOME", "ROWS", "VISIBLE", "METADATA", "GROUPS", "FINDINGS", "DATASET"];
  const rows = answers.map(({ report }) => {
    const { drop, outcome, dataset, file } = report;
    const visible = file.columns.filter((column) => column.visible).length;
    return [
      cellName(drop.key),
      outcomeWord(outcome),
      numberText(file.rows),
      numberText(visible),
      numberText(file.columns.length - visible),
      file.taskGroups ? numberText(file.taskGroups.count) : "-",
      numberText(totalFindings(report)),
      dataset?.id ?? "-",
    ];
  });
  return [
    table(head, rows, paint),
    "",
    "Reports:",
    ...answers.map(({ reportPath }) => `  ${shownName(reportPath)}`),
  ].join("\n");
}

/** A table; each column is as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = head.map((_, index) => Math.max(...[head, ...rows].map((row) => stringWidth(row[index] ?? ""))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  return [paint("bold", line(head)), ...rows.map((row) => line(row))].join("\n");
}

/** The most characters of a key in a table, so that the other columns fit. */
const CELL_WIDTH = 60;

/** A key for a table; the middle of a long one is cut out. */
export function cellName(key: string): string {
  return cutMiddle(dropName(key), CELL_WIDTH);
}

function cutMiddle(text: string, most: number): string {
  if (stringWidth(text) <= most) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const room = (most - 1) / 2;
  const start = fitting(characters, room);
  const end = fitting(characters.toReversed(), room);
  return `${characters.slice(0, start).join("")}…${characters.slice(characters.length - end).join("")}`;
}

/** How many characters fit into a width. */
function fitting(characters: readonly string[], width: number): number {
  let used = 0;
  const beyond = characters.findIndex((character) => {
    used += stringWidth(character);
    return used > width;
  });
  return beyond < 0 ? characters.length : beyond;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
