import { isDone, type Report, totalFindings } from "../../functions/drops/report.ts";
import { importText } from "../../functions/report/html/words.ts";
import { type FindingGroup, groupFindings } from "../../functions/validation/group-findings.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import { bytesText, describeFile } from "../terminal/amounts.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { titled } from "../terminal/titled.ts";
import { wrap } from "../terminal/wrap.ts";
import { cellName } from "./cell-name.ts";
import { pad } from "./pad.ts";
import type { Answer, Delay, Progress } from "./progress.ts";

/** One line about a drop's progress, and what was found below it. */
export function describeProgress(key: string, progress: Progress, terminal: Terminal): string {
  return `  ${pad(cellName(key), 32)}  ${describeStep(progress, terminal)}`;
}

/** One line about the progress of a large file. @param doing the step, such as "uploading" */
export function describeSending(key: string, doing: string, amount: string, paint: Paint): string {
  return `  ${pad(cellName(key), 32)}  ${paint("dim", `${pad(doing, 10)}  ${amount}`)}`;
}

function describeStep(progress: Progress, terminal: Terminal): string {
  const { paint } = terminal;
  switch (progress.step) {
    case "dropped":
      return `${paint("dim", pad("received", 10))}  ${bytesText(progress.bytes)}`;
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
      return describeAnswer(progress.answer, terminal);
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

function describeAnswer({ report, reportPath }: Answer, terminal: Terminal): string {
  const { paint } = terminal;
  const { dataset, file, findings, findingCounts } = report;
  const groups = groupFindings(findings, findingCounts).slice(0, SHOWN_KINDS);
  const lines = groups.flatMap((group) => describeKind(group, terminal));
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
function describeKind({ code, count, listed: [first] }: FindingGroup, { width, paint }: Terminal): string[] {
  if (!first) return [`      ${code}  ${numberText(count)} times`];
  const line = first.line === null ? "" : `line ${first.line}`;
  const times = count > 1 ? `${numberText(count)} times` : "";
  const place = [times, times && line ? `first on ${line}` : line].filter(Boolean).join(", ");
  const painted = `      ${paint(first.severity === "error" ? "red" : "yellow", code)}`;
  const text = `${place && `${place}: `}${oneLine(first.message)}`;
  return [
    ...titled({ title: `      ${code}`, painted, text, lead: "        " }, width),
    ...wrap("        ", oneLine(first.hint), width).map((line) => paint("dim", line)),
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
