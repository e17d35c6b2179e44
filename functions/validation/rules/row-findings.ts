import type { FileColumns } from "../file-columns.ts";
import type { FileFormat } from "../file-format.ts";
import type { FindingsList, Said } from "../findings-list.ts";
import { placeOf, type SampledDamage } from "../sampled/damaged-cells.ts";
import { ROUNDED } from "../scanners/damage-kinds.ts";
import { EVENT_KINDS, type EventKind, type RowEvent, type Scanner } from "../scanners/row-events.ts";
import type { Around, Surroundings } from "../surroundings.ts";
import { type DamagedCell, damagedCell, sayDamaged } from "./damage-words.ts";
import { withoutDoubt } from "./doubtful-text.ts";
import { EVENT_CODES } from "./event-codes.ts";
import { readRecord } from "./explain-record.ts";
import { sayMedia } from "./media-words.ts";
import type { Met } from "./met.ts";
import { isHeaderAgain, isRepeatedHeader } from "./repeated-header.ts";
import { type Cause, causeOf } from "./row-causes.ts";
import { describeEvent, sayBlankRecord, sayCause, sayDuplicate, sayLineEnds, sayRepeatedHeader } from "./row-words.ts";
import { sayUniformWidth } from "./uniform-width.ts";

const QUOTE_KINDS: readonly EventKind[] = ["text-after-quote", "bare-quote", "quote-never-closes"];

/** Collects what a scanner meets in rows, and puts it into findings at the end, when it is known how many rows have it. */
export class RowFindings {
  readonly #columns: FileColumns;
  readonly #surroundings: Surroundings;
  /** Without one, the rows were written from lines of another kind, which a row as CSV says nothing of. */
  readonly #hasHeader: boolean;
  readonly #halves: ReadonlySet<string>;
  readonly #met = new Map<EventKind, Met[]>(EVENT_KINDS.map((kind) => [kind, []]));

  /** @param options.halves cells with half of a surrogate pair, by {@link placeOf} */
  constructor(
    columns: FileColumns,
    surroundings: Surroundings,
    { hasHeader, halves }: { readonly hasHeader: boolean; readonly halves: ReadonlySet<string> },
  ) {
    this.#columns = columns;
    this.#surroundings = surroundings;
    this.#hasHeader = hasHeader;
    this.#halves = halves;
  }

  get #names(): readonly string[] {
    return this.#columns.names;
  }

  get #format(): FileFormat {
    return this.#hasHeader ? "csv" : "jsonl";
  }

  /** Takes what the scanner meets, once the bytes around it are there to be quoted. */
  readonly take = (event: RowEvent): void => {
    this.#surroundings.ask(event.offset, ({ before, after, toEnd }) => {
      // A chunk's buffer may be reused.
      this.#met.get(event.kind)?.push({ event, around: { before: before.slice(), after: after.slice(), toEnd } });
    });
  };

  /** @param scanner at the file's end; @param sampled what it does not look for */
  report(scanner: Scanner, sampled: SampledDamage, findings: FindingsList): void {
    this.#reportQuotesAndWidths(scanner, findings);
    if (this.#hasHeader) this.#reportDuplicates(scanner, findings);
    else this.#reportRecords("duplicate-row", (event) => sayDuplicate(event, undefined), scanner, findings);
    this.#reportBlankRows(scanner, findings);
    this.#reportMedia(scanner, findings);
    this.#reportDamage(scanner, sampled, findings);
    for (const kind of [
      "nul-byte",
      "control-character",
      "task-group-blank",
      "task-group-size",
      "byte-order-mark",
      "group-lookalike",
      "group-value",
    ] as const) {
      this.#reportEach(this.#of(kind), this.#untold(kind, scanner), findings);
    }
  }

  #of(kind: EventKind): readonly Met[] {
    return this.#met.get(kind) ?? [];
  }

  /** How many there were that were not passed on. */
  #untold(kind: EventKind, scanner: Scanner): number {
    return scanner.count(kind) - this.#of(kind).length;
  }

  /** @param untold how many more there were */
  #reportEach(met: readonly Met[], untold: number, findings: FindingsList): void {
    const [first] = met;
    if (!first) return;
    const code = EVENT_CODES[first.event.kind];
    for (const { event, around } of met)
      findings.add(code, () => describeEvent(event, around, this.#names, this.#columns.schema, this.#format));
    findings.count(code, untold);
  }

  /** A mistake that whole files have is one finding. What a misread quote does to its row's width is none of its own. */
  #reportQuotesAndWidths(scanner: Scanner, findings: FindingsList): void {
    const causes = new Map<string, { cause: Cause; column: string | null; lines: number[] }>();
    const rest = new Map<EventKind, Met[]>();
    const explained = new Set<number>();
    for (const kind of ["row-width", ...QUOTE_KINDS] as const) {
      const unexplained: Met[] = [];
      for (const met of this.#of(kind)) {
        const { line, column } = met.event;
        if (kind !== "row-width" && explained.has(line)) continue;
        const cause = causeOf(met, this.#names.length);
        if (!cause) {
          unexplained.push(met);
          continue;
        }
        explained.add(line);
        const key = cause.hint;
        const known = causes.get(key) ?? { cause, column: this.#names[column] ?? null, lines: [] };
        known.lines.push(line);
        causes.set(key, known);
      }
      rest.set(kind, unexplained);
    }
    for (const { cause, column, lines } of causes.values())
      findings.add(cause.code, () => sayCause(cause, column, lines));

    const quotes = QUOTE_KINDS.flatMap((kind) => rest.get(kind) ?? []);
    const badQuotes = new Set(quotes.map(({ event }) => event.line));
    for (const kind of QUOTE_KINDS) this.#reportEach(rest.get(kind) ?? [], this.#untold(kind, scanner), findings);
    const widths = (rest.get("row-width") ?? []).filter(
      ({ event }) => !explained.has(event.line) && !badQuotes.has(event.line),
    );
    this.#reportWidths(widths, scanner, findings);
  }

  #reportWidths(widths: readonly Met[], scanner: Scanner, findings: FindingsList): void {
    const total = scanner.count("row-width");
    const [first] = widths;
    // Neither blank rows nor headers of joined files have a width that says anything.
    const others =
      scanner.count("blank-row") + this.#of("duplicate-row").filter(({ event }) => isHeaderAgain(event)).length;
    const isEveryRow = total > 1 && total + others >= scanner.rows;
    const isUniform = widths.every(({ event }) => event.value === first?.event.value);
    if (first && isEveryRow && isUniform && widths.length === this.#of("row-width").length) {
      const records = widths.map(({ around }) => readRecord(around)).filter((record) => record !== undefined);
      findings.add("row-width", () =>
        sayUniformWidth(first.event.line, total, first.event.value, this.#names, records),
      );
      return;
    }
    this.#reportEach(widths, this.#untold("row-width", scanner), findings);
  }

  /** A row that is the same as the header is a header again: files were concatenated. */
  #reportDuplicates(scanner: Scanner, findings: FindingsList): void {
    const met = this.#of("duplicate-row");
    const repeated = [...met, ...this.#of("byte-order-mark")].filter((one) => isRepeatedHeader(one, this.#names));
    for (const { event } of repeated) findings.add("header-repeated", () => sayRepeatedHeader(event.line));
    const rows = met.filter(({ event }) => !isHeaderAgain(event));
    this.#reportEach(rows, this.#untold("duplicate-row", scanner), findings);
  }

  /** Of doubtful cells, those that were not passed on count if all others are damaged. */
  #reportDamage(scanner: Scanner, sampled: SampledDamage, findings: FindingsList): void {
    const certain = this.#of("damaged-text");
    const isCertain = new Set(certain.map(({ event }) => placeOf(event)));
    const doubts = this.#of("doubtful-text");
    const doubtful = doubts
      .filter(({ event }) => !isCertain.has(placeOf(event)))
      .map(withoutDoubt)
      .filter((met) => met !== undefined)
      .filter(({ event }) => event.value !== ROUNDED || !sampled.quantities.has(event.column));
    const scanned = [...certain, ...doubtful]
      .sort((a, b) => a.event.offset - b.event.offset)
      .map((met) => sampled.misread.get(placeOf(met.event)) ?? this.#cellOf(met));
    const cells = [...scanned, ...sampled.cells].sort((a, b) => a.line - b.line);
    if (cells.length === 0) return;
    const notSeen = scanner.count("doubtful-text") - doubts.length;
    const untold = doubtful.length === doubts.length ? notSeen : 0;
    const more = {
      count: scanner.count("damaged-text") - certain.length + untold,
      atLeast: notSeen > untold || (sampled.cells.length > 0 && sampled.rows < scanner.rows),
    };
    findings.add("damaged-text", () => sayDamaged(cells, more, this.#names, this.#format));
  }

  #cellOf(met: Met): DamagedCell {
    const cell = damagedCell(met);
    const isHalf = cell.kind === "replacement-character" && this.#halves.has(placeOf(cell));
    return isHalf ? { ...cell, kind: "half-of-a-pair" } : cell;
  }

  /** What is met in rows that are not in the file as they are read: in words that do not quote them. */
  #reportRecords(
    kind: "blank-row" | "duplicate-row",
    say: (event: RowEvent) => Said,
    scanner: Scanner,
    findings: FindingsList,
  ): void {
    const met = this.#of(kind);
    for (const { event } of met) findings.add(kind, () => say(event));
    findings.count(kind, this.#untold(kind, scanner));
  }

  /** A row that is blank, or whose fields are in the wrong columns, says nothing of the media in it. */
  #reportMedia(scanner: Scanner, findings: FindingsList): void {
    const kinds = ["row-width", "blank-row", ...QUOTE_KINDS] as const;
    const others = new Set(kinds.flatMap((kind) => this.#of(kind).map(({ event }) => event.line)));
    const met = this.#of("media-url");
    const rest = met.filter(({ event }) => !others.has(event.line));
    for (const { event, around } of rest) findings.add("media-url", () => sayMedia(event, around, this.#columns));
    findings.count("media-url", this.#untold("media-url", scanner));
  }

  /** Line ends of CR CR LF make empty rows, and are one finding. */
  #reportBlankRows(scanner: Scanner, findings: FindingsList): void {
    const met = this.#of("blank-row");
    const made = scanner.doubledCrs === 0 ? [] : met.filter(({ around }) => isMadeByLineEnd(around));
    const [first] = made;
    if (first) findings.add("line-ends", () => sayLineEnds(first.event.line - 1, scanner.doubledCrs));
    const rows = met.filter((blank) => !made.includes(blank));
    const total = scanner.count("blank-row") - scanner.doubledCrs;
    if (this.#hasHeader) this.#reportEach(rows, Math.max(0, total - rows.length), findings);
    else this.#reportRecords("blank-row", ({ line }) => sayBlankRecord(line), scanner, findings);
  }
}

const CR = 13;
const LF = 10;

function isMadeByLineEnd({ before, after }: Around): boolean {
  return before.at(-1) === CR && after[0] === CR && after[1] === LF;
}
