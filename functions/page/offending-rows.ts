import { withoutMark } from "../validation/byte-order-mark.ts";
import { kindsOf } from "../validation/file-columns.ts";
import type { FindingCode, Severities } from "../validation/findings.ts";
import { FindingsList, type Said } from "../validation/findings-list.ts";
import { csvRecord } from "../validation/fix/csv-text.ts";
import { type HeaderBytes, HeaderReader } from "../validation/header-reader.ts";
import { joinBytes } from "../validation/join-bytes.ts";
import { withoutDoubt } from "../validation/rules/doubtful-text.ts";
import { EVENT_CODES } from "../validation/rules/event-codes.ts";
import { readRecord } from "../validation/rules/explain-record.ts";
import { readColumnNames } from "../validation/rules/header-rules.ts";
import type { Met } from "../validation/rules/met.ts";
import { isHeaderAgain, isRepeatedHeader } from "../validation/rules/repeated-header.ts";
import { describeEvent, sayRepeatedHeader } from "../validation/rules/row-words.ts";
import { PlainRowScanner } from "../validation/scanners/plain/row-scanner.ts";
import type { EventKind, RowEvent } from "../validation/scanners/row-events.ts";
import type { DatasetSchema } from "../validation/schema/dataset-schema.ts";
import { judgeShape } from "../validation/shape/judge-shape.ts";
import type { IsUtf8 } from "../validation/utf8-check.ts";

/** Starts with META_: hidden from participants if the fixed file is uploaded with this column. */
const WHY_COLUMN = "META_WHY";
/** How much of a row is kept. Of a longer row, which an open quote causes, only the first line is shown. */
const LONGEST_ROW = 1 << 20;
const BOM = "\ufeff";

/**
 * All rows of a file that have a finding, as a CSV with one more column that gives the reason. If a row has too many
 * fields, the last column has the rest of them, with their commas. People open it in a spreadsheet: what that would evaluate
 * has an apostrophe in front.
 *
 * @param severities findings that are `off` are left out
 * @param schema of a typed file
 */
export async function* offendingRows(
  file: AsyncIterable<Uint8Array>,
  isUtf8: IsUtf8,
  severities: Severities,
  schema?: DatasetSchema | undefined,
): AsyncGenerator<string, void, undefined> {
  const headerReader = new HeaderReader();
  let rows: OffendingRows | undefined;
  for await (const chunk of file) {
    // A stream's chunk may be a Buffer, whose slices share memory that may be reused.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    if (rows) {
      yield* rows.read(bytes);
      continue;
    }
    const header = headerReader.push(bytes);
    if (!header) continue;
    if (header.tooLong) return;
    rows = new OffendingRows(header, headerReader.bytes, { isUtf8, severities, schema });
    yield rows.header;
    yield* rows.read(header.rest);
  }
  if (!rows) {
    const header = headerReader.end();
    rows = new OffendingRows(header, headerReader.bytes, { isUtf8, severities, schema });
    yield rows.header;
    yield* rows.read(header.rest);
  }
  yield* rows.end();
}

/** What makes a row's fields others than those that were meant. */
const MISREAD: readonly EventKind[] = [
  "row-width",
  "blank-row",
  "quote-never-closes",
  "text-after-quote",
  "bare-quote",
];

interface JudgedBy {
  readonly isUtf8: IsUtf8;
  readonly severities: Severities;
  readonly schema: DatasetSchema | undefined;
}

class OffendingRows {
  /** The CSV's first line. */
  readonly header: string;
  readonly #names: readonly string[];
  readonly #judged: boolean;
  readonly #scanner: PlainRowScanner;
  readonly #isUtf8: IsUtf8;
  /** Those of the header; asked for the severities of all. */
  readonly #findings: FindingsList;
  readonly #schema: DatasetSchema | undefined;
  #events: RowEvent[] = [];
  /** The row that is being read. */
  #row = new RowBytes(0);
  #rowsBefore = 0;
  #line: number;
  #offset = 0;
  /** The start of a physical line whose end is in the next chunk. */
  #rest: Uint8Array = new Uint8Array(0);

  /** @param start the file's first bytes, which its shape is judged by */
  constructor({ header, nextLine }: HeaderBytes, start: Uint8Array, { isUtf8, severities, schema }: JudgedBy) {
    const names = withoutMark(header);
    this.#findings = new FindingsList(severities);
    this.#names = readColumnNames(names, this.#findings);
    const shape = judgeShape(withoutMark(start), false);
    this.#judged = !shape.some(({ code, explainsRows }) => explainsRows && this.#findings.rejects(code));
    this.#isUtf8 = isUtf8;
    this.#schema = schema;
    this.#line = nextLine;
    this.header = (names.length < header.length ? BOM : "") + writeRow([...this.#names, whyColumn(this.#names)]);
    this.#scanner = new PlainRowScanner(
      kindsOf({ names: this.#names, schema }),
      { line: nextLine },
      (event) => this.#events.push(event),
      { header: names, mostEvents: Number.POSITIVE_INFINITY },
    );
  }

  /** Reads one physical line at a time: a row always ends at a line's end. */
  *read(chunk: Uint8Array): Generator<string, void, undefined> {
    const bytes = this.#rest.length === 0 ? chunk : joinBytes([this.#rest, chunk]);
    let start = 0;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index];
      // A CR may be the first half of a CRLF; the next byte decides.
      const ends = byte === 10 || (byte === 13 && index + 1 < bytes.length && bytes[index + 1] !== 10);
      if (!ends) continue;
      yield* this.#readLine(bytes.subarray(start, index + 1));
      start = index + 1;
    }
    this.#rest = bytes.slice(start);
    // A line that does not end is scanned early, so that it does not fill the memory.
    if (this.#rest.length > LONGEST_ROW && this.#rest.at(-1) !== 13) {
      yield* this.#readLine(this.#rest);
      this.#rest = new Uint8Array(0);
    }
  }

  *end(): Generator<string, void, undefined> {
    yield* this.#readLine(this.#rest);
    this.#scanner.end();
    yield* this.#endRow();
  }

  *#readLine(line: Uint8Array): Generator<string, void, undefined> {
    this.#row.add(line);
    this.#offset += line.length;
    this.#scanner.push(line);
    if (this.#scanner.rows > this.#rowsBefore) yield* this.#endRow();
  }

  *#endRow(): Generator<string, void, undefined> {
    const why = this.#why();
    if (why !== "") yield writeRow([...this.#fields(), why]);
    this.#events = [];
    this.#row = new RowBytes(this.#offset);
    this.#rowsBefore = this.#scanner.rows;
    this.#line = this.#scanner.line;
  }

  /** All findings of the row. The text starts with a letter, so that no spreadsheet reads it as a formula. */
  #why(): string {
    const { bytes, start, isWhole } = this.#row;
    const reasons = this.#judged
      ? this.#events.flatMap((event) => {
          // In the wrong columns, or in none, a value says nothing of the media in the row.
          if (event.kind === "media-url" && this.#isMisread) return [];
          const place = Math.max(0, event.offset - start);
          const around = { before: bytes.subarray(0, place), after: bytes.subarray(place), toEnd: isWhole };
          const met = withoutDoubt({ event, around });
          return met ? this.#reasonsOf(met) : [];
        })
      : [];
    if (this.#findings.isWanted("encoding") && !this.#isUtf8(bytes) && isWhole)
      reasons.push(`Line ${this.#line}, encoding: The row is not UTF-8.`);
    return reasons.join(" ");
  }

  /** A repeated header may have a byte order mark as well. */
  #reasonsOf(met: Met): string[] {
    const { event, around } = met;
    const reasons: string[] = [];
    const add = (code: FindingCode, say: () => Said) => {
      if (this.#findings.isWanted(code)) reasons.push(`Line ${event.line}, ${code}: ${say().message}`);
    };
    if (isRepeatedHeader(met, this.#names)) add("header-repeated", () => sayRepeatedHeader(event.line));
    if (!isHeaderAgain(event))
      add(EVENT_CODES[event.kind], () => describeEvent(event, around, this.#names, this.#schema));
    return reasons;
  }

  get #isMisread(): boolean {
    return this.#events.some(({ kind }) => MISREAD.includes(kind));
  }

  /** As many fields as the header has. */
  #fields(): string[] {
    const { bytes, isWhole } = this.#row;
    const neverCloses = this.#events.some(({ kind }) => kind === "quote-never-closes");
    const record = neverCloses || !isWhole ? undefined : readRecord({ before: bytes, after: bytes, toEnd: true });
    // A row that cannot be split into fields is shown by its first line.
    const fields = record ?? [new TextDecoder().decode(bytes).split(/[\r\n]/, 1)[0] ?? ""];
    const last = this.#names.length - 1;
    return this.#names.map((_, index) =>
      index === last && fields.length > this.#names.length ? fields.slice(index).join(",") : (fields[index] ?? ""),
    );
  }
}

/** A row's bytes, up to `LONGEST_ROW`. */
class RowBytes {
  /** Its offset from the first row. */
  readonly start: number;
  isWhole = true;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(start: number) {
    this.start = start;
  }

  get bytes(): Uint8Array {
    return joinBytes(this.#parts);
  }

  add(line: Uint8Array): void {
    if (this.#length + line.length > LONGEST_ROW) this.isWhole = false;
    if (this.#length === LONGEST_ROW) return;
    const part = line.slice(0, LONGEST_ROW - this.#length);
    this.#parts.push(part);
    this.#length += part.length;
  }
}

function whyColumn(names: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? WHY_COLUMN : `${WHY_COLUMN}_${number}`;
    if (!names.includes(name)) return name;
  }
}

function writeRow(fields: readonly string[]): string {
  return `${csvRecord(fields.map(withoutFormula))}\r\n`;
}

/** What a spreadsheet evaluates, although it is data: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^[+-]?[\d.,]+(?:e[+-]?\d+)?%?$/i;

/** With an apostrophe in front, a spreadsheet shows a formula as text. A number stays as it is. */
function withoutFormula(field: string): string {
  return FORMULA.test(field) && !NUMBER.test(field) ? `'${field}` : field;
}
