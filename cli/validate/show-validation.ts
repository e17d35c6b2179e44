import { totalFindings } from "../../functions/drops/report.ts";
import { plural } from "../../functions/report/html/words.ts";
import { readLines } from "../../functions/validation/excerpts/file-lines.ts";
import { columnsInFile, findMark } from "../../functions/validation/excerpts/mark.ts";
import type { Finding } from "../../functions/validation/findings.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import type { Validation } from "../../functions/validation/validation.ts";
import { bytesText, describeFile } from "../terminal/amounts.ts";
import { columnNames } from "../terminal/column-names.ts";
import { shownName } from "../terminal/one-line.ts";
import type { Paint } from "../terminal/paint.ts";
import { quoteFileForShell } from "../terminal/quote-for-shell.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { textWidth } from "../terminal/text-width.ts";
import { wrap } from "../terminal/wrap.ts";
import { readFileChunks } from "./read-file.ts";
import { colourOf, countShown, showFindings } from "./show-findings.ts";

const DEFAULT_WIDTH = 100;
const GUTTER = " | ";
/** Beyond this, the summary is printed a second time, below the findings. */
const MANY_FINDINGS = 5;

/** What is shown of a file besides its findings. */
export interface ShownFile {
  readonly name: string;
  /** Where its lines are; undefined if they are not shown. */
  readonly path: string | undefined;
  /** The command that lists the findings; undefined if none can. */
  readonly listedBy: string | undefined;
  /** The command that fixes all errors; undefined if none does. */
  readonly fixedBy?: string | undefined;
}

/** Prints what participants would see, and the findings by their kinds, with lines, and a mark under each place. */
export async function showValidation(
  input: ShownFile,
  validation: Validation,
  stream: NodeJS.WriteStream,
): Promise<void> {
  const { findings, file } = validation;
  const terminal = terminalOf(stream);
  const { width, paint } = terminal;
  const wanted = new Set([1, ...findings.flatMap(({ line }) => (line === null ? [] : [line]))]);
  const lines =
    input.path === undefined ? new Map<number, string>() : await readLines(readFileChunks(input.path), wanted);
  const columns = columnsInFile(
    lines.get(1),
    file.columns.map(({ name }) => name),
  );
  const excerptOf = (finding: Finding) => {
    const text = finding.line === null ? undefined : lines.get(finding.line);
    if (text === undefined || finding.line === null) return [];
    return excerpt(text, finding, finding.line, columns, width ?? DEFAULT_WIDTH, (mark) =>
      paint(colourOf(finding), mark),
    );
  };
  const summary = headline(input.name, validation, paint);
  const text = [
    summary,
    ...columnNames(file.columns).flatMap(([title, names]) => wrap(`  ${title.padEnd(6)}  `, names, width)),
    ...showFindings({ ...validation, excerptOf, listedBy: input.listedBy }, terminal),
    ...(input.fixedBy === undefined ? [] : ["", "  All errors can be fixed without guessing:", `    ${input.fixedBy}`]),
    // After many findings, the start is out of sight.
    ...(countShown(validation) > MANY_FINDINGS ? ["", summary, ...wrap("  ", countsText(validation), width)] : []),
    "",
  ];
  stream.write(`${text.join("\n")}\n`);
}

/** The command that lists a file's findings. What is no file on a disk cannot be read again, so that none can. */
export function listCommand({ name, path }: Pick<ShownFile, "name" | "path">, options: readonly string[] = []) {
  if (path !== name) return undefined;
  return ["dropset validate --json", ...options, quoteFileForShell(name)].join(" ");
}

function headline(name: string, validation: Validation, paint: Paint): string {
  const { ok, file } = validation;
  const total = totalFindings(validation);
  const verdict = ok ? paint("green", "valid") : paint("red", "rejected");
  const found = total === 0 ? "" : `, ${plural(total, "finding")}`;
  const content = file.columns.length > 0 ? describeFile(file) : bytesText(file.bytes);
  return `${paint("bold", shownName(name))}  ${paint("bold", verdict)}${found}  (${content})`;
}

/** The part of the line around the mark that fits the terminal, and the mark under it. */
function excerpt(
  text: string,
  finding: Finding,
  line: number,
  columns: readonly string[],
  width: number,
  paintMark: (mark: string) => string,
): string[] {
  const mark = findMark(finding, text, columns);
  const room = Math.max(20, width - String(line).length - GUTTER.length - 6);
  const from = mark.start < room * 0.7 ? 0 : Math.max(0, mark.start - Math.floor(room / 2));
  const shown = visible(text.slice(from, from + room));
  const before = textWidth(visible(text.slice(from, mark.start)));
  const marked = Math.max(1, textWidth(visible(text.slice(mark.start, Math.min(mark.end, from + room)))));
  const gutter = " ".repeat(String(line).length);
  const lead = from > 0 ? "…" : "";
  const tail = from + room < text.length ? "…" : "";
  return [
    `    ${line}${GUTTER}${lead}${shown}${tail}`,
    `    ${gutter}${GUTTER}${" ".repeat(before + lead.length)}${paintMark("^".repeat(marked))}`,
  ];
}

function countsText({ findingCounts }: Validation): string {
  return Object.entries(findingCounts)
    .map(([code, count]) => `${numberText(count)} ${code}`)
    .join(", ");
}

/** A line of a file, in which a tab is as wide as the mark under it takes it to be. */
function visible(text: string): string {
  return shownName(text.replaceAll("\t", " "));
}
