import { parse } from "csv-parse/sync";
import { withoutMark } from "../byte-order-mark.ts";
import { countLines, FIRST_LINE } from "../count-lines.ts";
import type { FileFormat } from "../file-format.ts";
import { recognizeNoJsonLines, recognizeOtherKind } from "../file-kinds/file-kind.ts";
import type { Said } from "../findings-list.ts";
import { joinBytes } from "../join-bytes.ts";
import { badByte, otherKind } from "../rules/whole-file-findings.ts";
import { judgeShape } from "../shape/judge-shape.ts";
import { SAMPLE_BYTES as SHAPE_BYTES } from "../shape/sample.ts";
import { isDecodable, Utf8Check } from "../utf8-check.ts";

/** How much of a file shows what its fields are. */
export const SAMPLE_BYTES = 1 << 20;
export const SAMPLE_RECORDS = 1000;

/** A record's values by their fields; what is null or missing is left out. */
export type SampleRecord = ReadonlyMap<string, string>;

export interface SampleRecords {
  readonly format: FileFormat;
  /** In the order in which the file has them. */
  readonly fields: readonly string[];
  readonly records: readonly SampleRecord[];
  /** Why its fields are not what they seem: it is another kind of file, not UTF-8, or a CSV without commas or a header. */
  readonly misread: Said | undefined;
  /** Why its first lines may be no header and records. */
  readonly doubt: Said | undefined;
}

/** Reads the first records of a CSV or of JSON Lines, and closes the stream. What is no record is left out. */
export async function sampleRecords(
  source: AsyncIterable<Uint8Array>,
  format: FileFormat | undefined,
): Promise<SampleRecords> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = true;
  for await (const part of source) {
    // A chunk's buffer may be reused.
    parts.push(part.slice(0, SAMPLE_BYTES - length));
    length += part.length;
    isWhole = length <= SAMPLE_BYTES;
    if (!isWhole) break;
  }
  const bytes = joinBytes(parts);
  const text = new TextDecoder().decode(bytes, { stream: true });
  const read = (format ?? formatOf(text)) === "jsonl" ? readJsonLines(text, isWhole) : readCsv(text, isWhole);
  const other = read.format === "jsonl" ? recognizeNoJsonLines(bytes) : recognizeOtherKind(bytes);
  if (other)
    return { ...read, misread: otherKind(other, read.format === "jsonl" ? "JSON Lines" : "a CSV"), doubt: undefined };
  const shape =
    read.format === "jsonl"
      ? []
      : judgeShape(withoutMark(bytes.subarray(0, SHAPE_BYTES)), isWhole && bytes.length <= SHAPE_BYTES);
  const misread = badEncoding(bytes, read.format) ?? shape.find(({ explainsRows }) => explainsRows)?.said;
  return {
    ...read,
    misread,
    doubt: shape.find(({ code }) => code === "header-missing" || code === "extra-header")?.said,
  };
}

/** What is said of the first byte that is not UTF-8, where there is one. */
function badEncoding(bytes: Uint8Array, format: FileFormat): Said | undefined {
  const bad = new Utf8Check(isDecodable).push(bytes);
  if (bad < 0) return undefined;
  const { line } = countLines(bytes.subarray(0, bad), FIRST_LINE);
  const around = bytes.subarray(bytes.lastIndexOf(LF, bad) + 1);
  return badByte(bad, line, bytes[bad] ?? 0, around.subarray(0, SHAPE_BYTES), format);
}

const LF = 10;

function formatOf(text: string): FileFormat {
  return text.trimStart().startsWith("{") ? "jsonl" : "csv";
}

type Sampled = Omit<SampleRecords, "misread" | "doubt">;

function readJsonLines(text: string, isWhole: boolean): Sampled {
  const lines = text.split(/\r\n|\n|\r/);
  if (!isWhole) lines.pop();
  const records: SampleRecord[] = [];
  const fields = new Set<string>();
  for (const line of lines) {
    const record = readObject(line);
    if (!record) continue;
    for (const name of record.keys()) fields.add(name);
    records.push(new Map([...record].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))));
    if (records.length === SAMPLE_RECORDS) break;
  }
  return { format: "jsonl", fields: [...fields], records };
}

function readObject(line: string): Map<string, string | undefined> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value).map(([name, cell]) => [name, textOf(cell)]));
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readCsv(text: string, isWhole: boolean): Sampled {
  const rows: string[][] = [];
  try {
    parse(text, {
      to: SAMPLE_RECORDS + 1,
      bom: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (row: string[]) => {
        rows.push(row);
        return null;
      },
    });
    if (!isWhole && rows.length <= SAMPLE_RECORDS) rows.pop();
  } catch {
    // The last row ends beyond what was read, or its quotes are wrong: the rows before it are there.
  }
  const [header = [], ...others] = rows;
  // Of two columns with the same name, the first.
  const places = new Map([...header.entries()].reverse().map(([place, name]) => [name, place]));
  const fields = [...new Set(header)].filter((name) => name.trim() !== "");
  const records = others.map((row) => new Map(fields.map((name) => [name, row[places.get(name) ?? -1] ?? ""])));
  return { format: "csv", fields, records };
}
