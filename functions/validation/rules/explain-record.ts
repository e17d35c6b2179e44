import { parse } from "csv-parse/sync";
import type { Around } from "../surroundings.ts";
import { quotedFrom } from "./quoted-from.ts";

/** A record's fields, as csv-parse reads them; undefined where the record is longer than what is kept of it. */
export function readRecord({ after, toEnd }: Around): readonly string[] | undefined {
  const text = decode(after);
  try {
    const [first] = parse(text, {
      to: 1,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ["\r\n", "\n", "\r"],
    }) as unknown as { record: string[]; info: { bytes: number } }[];
    if (!first) return undefined;
    return toEnd || first.info.bytes < after.length ? first.record : undefined;
  } catch {
    // Cut within quotes, or its quotes are what is wrong with it.
    return undefined;
  }
}

/** The rest of a physical line, or as much as is kept. */
export function readLine({ after }: Around): string {
  return decode(after).split(/[\r\n]/, 1)[0] ?? "";
}

/** The text between the separators around a place, where a quote is no more than a character. */
export function readBareField({ before, after }: Around): string {
  // By bytes: the place may be within a character.
  const from = before.findLastIndex(endsField) + 1;
  const to = after.findIndex(endsField);
  const field = [...before.subarray(from), ...after.subarray(0, to < 0 ? after.length : to)];
  return decode(Uint8Array.from(field));
}

const BEFORE_CLOSING = /^((?:[^"]|"")*)(?:"(?:[,\n\r]|$)|$)/;

function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The text of the cell around a place: within quotes, which commas and line ends are text in, or between the separators. */
export function readCell(around: Around): string {
  const before = byteString(around.before);
  const from = quotedFrom(before);
  const closing = BEFORE_CLOSING.exec(byteString(around.after))?.[1];
  if (from >= 0 && closing !== undefined) {
    // Joined before they are decoded: the place may be within a character.
    return decode(Uint8Array.from(`${before.slice(from)}${closing}`, (byte) => byte.charCodeAt(0))).replaceAll(
      '""',
      '"',
    );
  }
  return readBareField(around).replace(/^"|"$/g, "");
}

function endsField(byte: number): boolean {
  return byte === 0x2c || byte === 0x0a || byte === 0x0d;
}

/** Cut where it was kept, not where characters end: what remains of those at the ends is left out. */
function decode(bytes: Uint8Array): string {
  let start = 0;
  while (start < Math.min(3, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start), { stream: true });
}
