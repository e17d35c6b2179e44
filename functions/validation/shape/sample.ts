/** How much of a file's start its shape is judged by. */
export const SAMPLE_BYTES = 1 << 16;
/** More rows than this add nothing. */
const MOST_RECORDS = 200;

export interface SampleRecord {
  /** The physical line it begins on, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Which fields were written in quotes. */
  readonly quoted: readonly boolean[];
}

/** The first rows of a file as text, read leniently: nothing is known yet of how they are written. */
export interface Sample {
  readonly text: string;
  /** Whether the text is the whole file. */
  readonly isWhole: boolean;
}

/** @param start the file's first bytes, without the byte order mark that may stand before them */
export function takeSample(start: Uint8Array, isWhole: boolean): Sample {
  const bytes = start.subarray(0, SAMPLE_BYTES);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: true });
  return { text, isWhole: isWhole && bytes.length === start.length };
}

/**
 * Reads a sample's records as they would be with a delimiter: quotes count where a field begins with one, and a quote that
 * should not be there is text. A last record that the sample cuts is left out.
 */
export function readRecords({ text, isWhole }: Sample, delimiter: string): SampleRecord[] {
  const bare = new RegExp(`[^\\u{${(delimiter.codePointAt(0) ?? 0).toString(16)}}\\r\\n]*`, "uy");
  const records: SampleRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length && records.length < MOST_RECORDS) {
    const fields: string[] = [];
    const quoted: boolean[] = [];
    const first = line;
    let ended = false;
    while (!ended) {
      const field = readField(text, at, bare);
      fields.push(field.value);
      quoted.push(field.quoted);
      line += field.lines;
      at = field.end;
      const next = text[at];
      ended = next !== delimiter;
      if (!ended) at++;
      else if (next === "\r" && text[at + 1] === "\n") at += 2;
      else if (next === "\r" && text[at + 1] === "\r" && text[at + 2] === "\n") {
        // Between them is an empty row, but the writer meant none: it would look like one that separates a title.
        at += 3;
        line++;
      } else if (next !== undefined) at++;
      else if (!isWhole) return records;
    }
    line++;
    records.push({ line: first, fields, quoted });
  }
  return records;
}

interface Field {
  readonly value: string;
  readonly quoted: boolean;
  /** Where the delimiter, the line end or the text's end is. */
  readonly end: number;
  /** How many line ends are in it. */
  readonly lines: number;
}

/** @param bare matches up to the next delimiter or line end */
function readField(text: string, start: number, bare: RegExp): Field {
  if (text[start] !== '"') {
    const end = endOfBare(text, start, bare);
    return { value: text.slice(start, end), quoted: false, end, lines: 0 };
  }
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const end = close < 0 ? text.length : endOfBare(text, close + 1, bare);
  const inner = text.slice(start + 1, close < 0 ? text.length : close).replaceAll('""', '"');
  const lines = (inner.match(/\r\n|\r|\n/g) ?? []).length;
  return { value: inner + text.slice(close < 0 ? end : close + 1, end), quoted: true, end, lines };
}

function endOfBare(text: string, start: number, bare: RegExp): number {
  bare.lastIndex = start;
  bare.test(text);
  return bare.lastIndex;
}
