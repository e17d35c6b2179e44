import { joinBytes } from "../join-bytes.ts";
import { TextParts } from "./decode-text.ts";
import { type Dialect, PLAIN_QUOTING } from "./dialect.ts";
import { type FileRecord, OpenQuoteError, PlainRecord } from "./file-record.ts";
import type { PlainRows } from "./plain-rows.ts";
import { RecordReader } from "./record-reader.ts";
import { type TableFacts, TableSurvey } from "./table-survey.ts";

/** What must be known to read a file's records. */
export type Reading = Pick<
  Dialect,
  | "encoding"
  | "delimiter"
  | "quoting"
  | "skippedLines"
  | "isInCodeBlock"
  | "isWrapped"
  | "delimitersAtEnd"
  | "hasSheetNumbers"
>;

/** Backslashes have more than one meaning in a file. */
class MixedBackslashesError extends Error {
  override readonly name = "MixedBackslashesError";
}

/** A file that can be read more than once. */
export type OpenFile = () => AsyncIterable<Uint8Array>;

/** What is done with a file's records. */
export interface RecordSink {
  /** Copies rows that need no closer look; undefined as long as it is not known which do. */
  readonly plainRows?: PlainRows | undefined;
  take(record: FileRecord): void;
  /** So many rows were copied. */
  tookPlain(rows: number): void;
}

/**
 * Reads a file's records, and waits after each chunk of them.
 *
 * @throws {OpenQuoteError | UndecodableError | MixedBackslashesError} it cannot be read so
 */
export async function* readTable(open: OpenFile, reading: Reading, sink: RecordSink): AsyncGenerator<void> {
  const unwrap = reading.isWrapped ? unwrapper(reading) : undefined;
  const reader = new RecordReader(reading, (record) => sink.take(unwrap ? unwrap(record) : record));
  const text = new TextParts(reading.encoding);
  let rest = new Uint8Array(0);
  for await (const chunk of open()) {
    const bytes = joinBytes([rest, chunk]);
    const read = readChunk(bytes, reader, text, sink);
    rest = bytes.slice(read);
    yield;
  }
  reader.push(text.decode(rest));
  reader.push(text.decode());
  reader.end();
  if (reader.hasMixedBackslashes) throw new MixedBackslashesError();
  yield;
}

const LF = 10;

/** @returns how many bytes were read: a row whose end is missing is kept for the next chunk */
function readChunk(bytes: Uint8Array, reader: RecordReader, text: TextParts, sink: RecordSink): number {
  let at = 0;
  while (at < bytes.length) {
    const plain = reader.isBetweenRecords ? sink.plainRows : undefined;
    if (plain) {
      const [rows, lines] = [plain.rows, plain.lines];
      const { end, isCut } = plain.copy(bytes, at);
      sink.tookPlain(plain.rows - rows);
      reader.passLines(plain.lines - lines);
      at = end;
      // A row that is longer than a chunk is one whose quote may never close.
      if (at === bytes.length || (isCut && bytes.length - at < LONGEST_ROW)) break;
    }
    // A line at a time while others wait for their turn; else as much as there is.
    const end = sink.plainRows ? bytes.indexOf(LF, at) + 1 || bytes.length : bytes.length;
    reader.push(text.decode(bytes.subarray(at, end)));
    at = end;
  }
  return at;
}

/** In bytes: more than a chunk has, so that what is kept is not copied over and over. */
const LONGEST_ROW = 1 << 20;

/** A row in quotes as a whole holds a row of the header's width; any other record is as it should be. */
function unwrapper({ delimiter, delimitersAtEnd }: Reading): (record: FileRecord) => FileRecord {
  let width: number | undefined;
  return (record) => {
    const row = withoutEnd(record, delimiter, delimitersAtEnd);
    if (row.text === "") return row;
    const isWhole = row.quoted.length === 1 && row.fields.length === 1;
    const inner = isWhole ? readAgain(record, row.fields[0] ?? "", delimiter) : row;
    width ??= inner.fields.length;
    return inner !== record && inner.fields.length === width ? { ...inner, wrapped: record.text } : record;
  };
}

function withoutEnd(record: FileRecord, delimiter: string, delimitersAtEnd: string): FileRecord {
  const { text, line } = record;
  if (delimitersAtEnd === "" || !text.endsWith(delimitersAtEnd)) return record;
  const kept = text.slice(0, -delimitersAtEnd.length);
  return kept === "" ? new PlainRecord(kept, delimiter, line, false) : readAgain(record, kept, delimiter);
}

/** The record that a part of another one holds; the other one where there is none. */
function readAgain(record: FileRecord, part: string, delimiter: string): FileRecord {
  const found: FileRecord[] = [];
  try {
    const plain = { delimiter, quoting: PLAIN_QUOTING, skippedLines: 0 };
    const reader = new RecordReader(plain, (inner) => found.push(inner));
    reader.push(part);
    reader.end();
  } catch (error) {
    if (!(error instanceof OpenQuoteError)) throw error;
    return record;
  }
  const [inner] = found;
  if (!inner || found.length > 1) return record;
  const { text, fields, width, quoted, unexplained } = inner;
  // How its line ended is known of the whole record alone.
  const oddities = [...inner.oddities, ...record.oddities.filter(({ kind }) => kind === "line-ends")];
  const { line, mayBeDamaged } = record;
  return { text, fields, width, quoted, unexplained, oddities, line, mayBeDamaged, isPlain: false };
}

/** Looks at a whole file. @throws {OpenQuoteError | UndecodableError} it cannot be read so */
export async function surveyTable(open: OpenFile, reading: Reading): Promise<TableFacts> {
  const survey = new TableSurvey(reading);
  try {
    for await (const _ of readTable(open, reading, survey)) survey.forgetCopies();
  } catch (error) {
    if (!(error instanceof MixedBackslashesError)) throw error;
    const facts = survey.end();
    return { ...facts, unexplained: facts.unexplained + 1 };
  }
  return survey.end();
}
