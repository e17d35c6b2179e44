import type { CellDamage } from "../sampled/cell-damage-kinds.ts";
import { decoderOf } from "./code-pages.ts";

/** An encoding's name for a decoder. */
export type Label =
  | `windows-125${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`
  | "iso-8859-2"
  | "macintosh"
  | `ibm${437 | 850 | 852}`
  | "gbk"
  | "euc-kr"
  | "big5"
  | "shift_jis";

const LF = 10;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The encodings of two bytes a character, with the damage that they leave. */
export const DOUBLE_BYTE = [
  ["read-as-gbk", "gbk"],
  ["read-as-euc-kr", "euc-kr"],
  ["read-as-big5", "big5"],
  ["read-as-shift-jis", "shift_jis"],
] as const satisfies readonly (readonly [CellDamage, Label])[];

/** The bytes that a character beyond ASCII had, as far as an encoding has it. */
function bytesOfCharacters(label: Label): ReadonlyMap<string, readonly number[]> {
  const ones = range(0x80, 0xff).map((byte) => [byte]);
  const pairs = range(0x81, 0xfe).flatMap((lead) => range(0x40, 0xfe).map((trail) => [lead, trail]));
  const codes = DOUBLE_BYTE.some(([, one]) => one === label) ? [...ones, ...pairs] : ones;
  const characters = decoderOf(label, { fatal: false })
    .decode(Uint8Array.from(codes.flatMap((code) => [...code, LF])))
    .split("\n");
  return new Map(codes.map((code, index) => [characters[index] ?? "", code]));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The encoding by which a text is repaired that shows damage of a kind. */
export const READ_AS: Readonly<Partial<Record<CellDamage, Label>>> = {
  "read-as-windows-1252": "windows-1252",
  "read-as-windows-1251": "windows-1251",
  "read-as-windows-1250": "windows-1250",
  "read-as-windows-1253": "windows-1253",
  "read-as-windows-1254": "windows-1254",
  "read-as-windows-1255": "windows-1255",
  "read-as-windows-1256": "windows-1256",
  "read-as-windows-1257": "windows-1257",
  "read-as-iso-8859-2": "iso-8859-2",
  "read-as-mac-roman": "macintosh",
  "read-as-ibm437": "ibm437",
  "read-as-ibm850": "ibm850",
  "read-as-ibm852": "ibm852",
  ...Object.fromEntries(DOUBLE_BYTE),
  "control-code": "windows-1252",
};

const maps = new Map<Label, ReadonlyMap<string, readonly number[]>>();

/**
 * The text as it was before its UTF-8 was read in another encoding; undefined where that is not clear.
 *
 * @param label the encoding's name for TextDecoder
 */
export function repairText(text: string, label: Label): string | undefined {
  // What is not UTF-8 read wrongly stays: a text may have been put together of good parts and bad ones.
  const repaired = text.replace(NOT_ASCII, (run) => readAsUtf8(run, label) ?? run);
  return repaired === text ? undefined : repaired;
}

/** Whether all of a text that is not ASCII is UTF-8 that was read in another encoding. */
export function isMisread(text: string, label: Label): boolean {
  return text.match(NOT_ASCII)?.every((run) => readAsUtf8(run, label) !== undefined) ?? false;
}

const NOT_ASCII = /[^\0-\x7f]+/gu;

/** A character of UTF-8 as an encoding shows it. */
export interface MisreadCharacter {
  readonly written: string;
  /** The character in front of it, and the next ones after it. */
  readonly before: string;
  readonly after: string;
  /** How many of them stand together. */
  readonly together: number;
}

/** Two characters, whatever they are in UTF-16. */
const LOOK_AHEAD = 4;

/** The characters of a text of which all that is not ASCII is UTF-8 that was read in an encoding of one byte a character. */
export function misreadCharacters(text: string, label: Label): readonly MisreadCharacter[] | undefined {
  const found: MisreadCharacter[] = [];
  for (const { 0: run, index } of text.matchAll(NOT_ASCII)) {
    const original = readAsUtf8(run, label);
    if (original === undefined) return undefined;
    const together = [...original].length;
    let at = index;
    for (const char of original) {
      const end = at + bytesInUtf8(char);
      const after = text.slice(end, end + LOOK_AHEAD);
      found.push({ written: text.slice(at, end), before: text[at - 1] ?? "", after, together });
      at = end;
    }
  }
  return found;
}

/** How many bytes a character takes. */
function bytesInUtf8(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** A text in an encoding; undefined if that does not have all of its characters. */
export function bytesIn(text: string, label: Label): Uint8Array | undefined {
  const map = maps.get(label) ?? bytesOfCharacters(label);
  maps.set(label, map);
  // Latin-1 is called Windows-1252, and has control codes there.
  const most = label === "windows-1252" || label === "windows-1254" ? 0xff : 0x7f;
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const known = map.get(char) ?? (code <= most ? [code] : undefined);
    if (!known) return undefined;
    bytes.push(...known);
  }
  return Uint8Array.from(bytes);
}

function readAsUtf8(run: string, label: Label): string | undefined {
  // An error of the decoder takes as long as hundreds of looks.
  const [lead = 0, second = 0] = bytesIn(run.slice(0, 2), label) ?? [];
  if (lead < 0xc2 || lead > 0xf4 || (second & 0xc0) !== 0x80) return undefined;
  const bytes = bytesIn(run, label);
  if (!bytes) return undefined;
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text with its escapes as the characters: `\u00e9` and `\xc3\xa9`, and those in `b'…'`; undefined where they are none. */
export function unescapeText(text: string): string | undefined {
  const bare = /^b(['"])(.*)\1$/s.exec(text)?.[2] ?? text;
  const unescaped = bare
    .replace(/(?:\\x[\da-f]{2})+/gi, (run) => readBytes(run.split(/\\x/i).slice(1)))
    .replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (whole, unit, point) => {
      const code = Number.parseInt(unit ?? point, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
  return unescaped !== text && unescaped.isWellFormed() ? unescaped : undefined;
}

/** UTF-8, or characters of one byte, as Python 2 wrote them. */
function readBytes(hex: readonly string[]): string {
  const bytes = Uint8Array.from(hex, (byte) => Number.parseInt(byte, 16));
  try {
    return UTF8.decode(bytes);
  } catch {
    return String.fromCodePoint(...bytes);
  }
}
