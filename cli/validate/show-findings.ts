import { plural } from "../../functions/report/html/words.ts";
import type { Finding } from "../../functions/validation/findings.ts";
import { type FindingGroup, groupFindings, SHOWN_OF_CODE } from "../../functions/validation/group-findings.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";

export interface ShownFindings {
  readonly findings: readonly Finding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  /** The finding's line with a mark under its place; none where there is no line to show. */
  readonly excerptOf?: (finding: Finding) => readonly string[];
  /** The command that prints the whole list; undefined if there is none. */
  readonly listedBy: string | undefined;
}

/** Those of a code after the first few, by their places. */
const PLACES_NAMED = 10;

/** The findings of each code together: the first few of them, and where the others are. */
export function showFindings(
  { findings, findingCounts, excerptOf = () => [], listedBy }: ShownFindings,
  terminal: Terminal,
): string[] {
  const groups = groupFindings(findings, findingCounts);
  const isMore = groups.some(({ count, listed }) => count > Math.min(listed.length, SHOWN_OF_CODE));
  return [
    ...groups.flatMap((group) => ["", ...showGroup(group, excerptOf, terminal)]),
    ...(isMore && listedBy !== undefined ? ["", ...howToList(groups, listedBy, terminal)] : []),
  ];
}

/** How many of the findings are shown, so that the reader knows what is out of sight. */
export function countShown({ findings, findingCounts }: Pick<ShownFindings, "findings" | "findingCounts">): number {
  const groups = groupFindings(findings, findingCounts);
  return groups.reduce((sum, { listed }) => sum + Math.min(listed.length, SHOWN_OF_CODE), 0);
}

function showGroup(
  { code, count, listed }: FindingGroup,
  excerptOf: (finding: Finding) => readonly string[],
  { width, paint }: Terminal,
): string[] {
  const shown = listed.slice(0, SHOWN_OF_CODE);
  const [first] = shown;
  if (!first) return wrap("  ", `Not listed here: ${numberText(count)} ${code}.`, width);
  const title = `  ${paint(colourOf(first), first.severity)}  ${paint("bold", code)}`;
  const about = (finding: Finding, index: number) => {
    const excerpt = excerptOf(finding);
    const next = shown[index + 1];
    const place = excerpt.length > 0 ? "" : placeOf(finding);
    const isSaidNext = next?.message === finding.message;
    return [
      ...excerpt,
      ...(count > 1 && place !== "" ? [`    ${place}`] : []),
      // What is the same for the next one is said once, after it.
      ...(isSaidNext ? [] : wrap("    ", oneLine(finding.message), width)),
      ...(next?.hint === finding.hint ? [] : dimmed(wrap("    ", oneLine(finding.hint), width), paint)),
      ...(next && !isSaidNext ? [""] : []),
    ];
  };
  return [
    count > 1
      ? `${title}  ${numberText(count)} times`
      : `${title}${withGap(excerptOf(first).length > 0 ? lineOf(first) : placeOf(first))}`,
    ...shown.flatMap(about),
    ...(count > shown.length ? wrap("    ", othersText(listed.slice(shown.length), count - shown.length), width) : []),
  ];
}

/** Where those are that are not shown. */
function othersText(others: readonly Finding[], count: number): string {
  const named = others.slice(0, PLACES_NAMED);
  const lines = new Set(named.flatMap(({ line }) => (line === null ? [] : [line])));
  const columns = new Set(named.flatMap(({ column }) => (column === null ? [] : [shownName(column)])));
  const byColumn = columns.size > lines.size;
  const places = byColumn ? [...columns] : [...lines].map((line) => String(line));
  if (places.length === 0) return `And ${numberText(count)} more.`;
  const where = byColumn
    ? places.length === 1
      ? "in column"
      : "in columns"
    : places.length === 1
      ? "on line"
      : "on lines";
  const left = count - named.length;
  return `Also ${where} ${places.join(", ")}${left > 0 ? `, and ${numberText(left)} more` : ""}.`;
}

/** On a line of its own, to be copied. */
function howToList(groups: readonly FindingGroup[], command: string, { paint }: Terminal): string[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const listed = groups.reduce((sum, group) => sum + group.listed.length, 0);
  const which = listed === total ? `all ${plural(total, "finding")}` : `the first ${numberText(listed)}`;
  return dimmed([`  To list ${which}, run:`, `    ${command}`], paint);
}

function dimmed(lines: readonly string[], paint: Paint): string[] {
  return lines.map((line) => paint("dim", line));
}

function placeOf({ line, column }: Finding): string {
  return [lineOf({ line }), column === null ? "" : `column ${shownName(column)}`].filter(Boolean).join(", ");
}

function lineOf({ line }: Pick<Finding, "line">): string {
  return line === null ? "" : `line ${line}`;
}

function withGap(place: string): string {
  return place === "" ? "" : `  ${place}`;
}

export function colourOf({ severity }: Finding): "red" | "yellow" {
  return severity === "error" ? "red" : "yellow";
}
