import { INCOMING_PREFIX } from "../drops/drop.ts";
import { type Outcome, type Report, totalFindings } from "../drops/report.ts";
import type { Finding } from "../validation/findings.ts";
import { cutAt } from "../validation/rules/quote-value.ts";
import { importText } from "./html/words.ts";

/** SNS: ASCII, no line breaks, under 100 characters. */
const SUBJECT_LENGTH = 99;
/** A message is read on a phone; the report has the rest. */
const LISTED_FINDINGS = 10;
/** SNS takes 256 KiB in all, and a header may be longer than that. */
const LISTED_COLUMNS = 20;
const LONGEST_NAME = 100;
/** Of a finding's text; what it quotes is shorter by far, and a service's words may not be. */
const LONGEST_TEXT = 1000;

const SAID = {
  ready: "is READY",
  partial: "was imported in part",
  accepted: "was accepted",
  rejected: "was rejected",
  failed: "failed",
} as const satisfies Record<Outcome, string>;

export function writeSubject({ outcome, drop }: Report): string {
  const name = fileNameOf(drop.key)
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "?");
  const subject = `dropset: ${name} ${SAID[outcome]}`;
  return subject.length <= SUBJECT_LENGTH ? subject : `dropset: ${SAID[outcome]}: ${name}`.slice(0, SUBJECT_LENGTH);
}

/** The keys in the drop bucket under which a report stands. */
export interface ReportPlaces {
  /** As JSON. */
  readonly report: string;
  /** As a page for people. */
  readonly page: string;
}

/** The report's facts, as a person would tell them. */
export function writeMessage(report: Report, places: ReportPlaces): string {
  const { drop, dataset, file, findings } = report;
  const total = totalFindings(report);
  const listed = findings.slice(0, LISTED_FINDINGS);
  return [
    `${oneLine(fileNameOf(drop.key))} ${SAID[report.outcome]}.${fixNote(report)}`,
    "",
    ...describeDataset(report),
    ...(dataset ? [`Workspace: ${oneLine(dataset.workspaceId)}`] : []),
    ...describeImport(report),
    ...describeFile(file),
    ...(total > 0 ? ["", `Findings: ${total}`] : []),
    ...listed.map(describeFinding),
    ...(total > listed.length ? [`… and ${total - listed.length} more, in the report.`] : []),
    "",
    `Report: s3://${drop.bucket}/${oneLine(places.report)}`,
    ...(report.refusedFile === null
      ? []
      : [`Refused rows, to fix and upload again: s3://${drop.bucket}/${oneLine(report.refusedFile)}`]),
    `Report as a web page: s3://${drop.bucket}/${oneLine(places.page)}`,
    `Dropped: ${report.startedAt}, finished: ${report.finishedAt}`,
  ].join("\n");
}

function describeDataset({ outcome, dataset, definition }: Report): string[] {
  if (dataset) return [`Dataset: ${oneLine(dataset.name)} (${dataset.id}), ${oneLine(dataset.status)}`];
  if (outcome !== "accepted") return ["No dataset was created."];
  return [
    definition?.files === "one-dataset"
      ? "Files that are uploaded to this folder from now on are imported into one dataset."
      : "Each file that is uploaded to this folder from now on becomes a typed dataset.",
  ];
}

function describeImport({ import: imported, definition }: Report): string[] {
  const records = imported ? importText(imported) : "";
  return [
    ...(records === "" ? [] : [`Records: ${records}`]),
    ...(definition?.source === "settings" ? ["The folder is defined by the stack's settings."] : []),
  ];
}

/** The person who dropped the file has not seen what participants will see. */
function fixNote({ fixes, fixable }: Report): string {
  if (fixes.length > 0) return " The file was fixed first, and the fixed file was used.";
  return fixable === null ? "" : " All errors can be fixed without guessing.";
}

function describeFile({ bytes, rows, columns, taskGroups }: Report["file"]): string[] {
  const names = (visible: boolean) => {
    const all = columns.filter((column) => column.visible === visible);
    const listed = all.slice(0, LISTED_COLUMNS).map(({ name }) => columnName(name));
    const more = all.length - listed.length;
    return listed.join(", ") + (more > 0 ? `, and ${more} more, in the report` : "");
  };
  if (columns.length === 0) return [`File: ${bytes} bytes`];
  return [
    `File: ${bytes} bytes, ${rows} rows`,
    `Participants see: ${names(true) || "nothing"}`,
    ...(names(false) ? [`Metadata, not shown: ${names(false)}`] : []),
    ...(taskGroups
      ? [`Task groups: ${taskGroups.count}, of ${taskGroups.smallest} to ${taskGroups.largest} rows`]
      : []),
  ];
}

function describeFinding({ severity, code, line, column, message, hint }: Finding): string {
  const place = [line === null ? "" : `line ${line}`, column === null ? "" : `column ${columnName(column)}`];
  const where = place.filter(Boolean).join(", ");
  return `- ${severity} ${code}${where && ` (${where})`}: ${cutAt(oneLine(message), LONGEST_TEXT)} ${cutAt(oneLine(hint), LONGEST_TEXT)}`;
}

function fileNameOf(key: string): string {
  return key.startsWith(INCOMING_PREFIX) ? key.slice(INCOMING_PREFIX.length) : key;
}

function columnName(name: string): string {
  return cutAt(oneLine(name), LONGEST_NAME);
}

/** Nothing from a file or a name may look like a line of ours. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
