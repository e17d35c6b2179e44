import { parse } from "csv-parse/sync";
import { joinBytes } from "../join-bytes.ts";
import type { FileFormat } from "../validate-bytes.ts";

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
    // A chunk's buffer may be filled anew.
    parts.push(part.slice(0, SAMPLE_BYTES - length));
    length += part.length;
    isWhole = length <= SAMPLE_BYTES;
    if (!isWhole) break;
  }
  const text = new TextDecoder().decode(joinBytes(parts), { stream: true });
  return (format ?? formatOf(text)) === "jsonl" ? readJsonLines(text, isWhole) : readCsv(text, isWhole);
}

function formatOf(text: string): FileFormat {
  return text.trimStart().startsWith("{") ? "jsonl" : "csv";
}

function readJsonLines(text: string, isWhole: boolean): SampleRecords {
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

function readCsv(text: string, isWhole: boolean): SampleRecords {
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
