import type { CellDamage } from "../sampled/cell-damage-kinds.ts";

type Label = "windows-1252" | "windows-1251" | "windows-1250" | "windows-1254" | "macintosh" | "gbk" | "shift_jis";

const LF = 10;

/** The bytes that a character beyond ASCII had, as far as an encoding has it. */
function bytesOfCharacters(label: Label): ReadonlyMap<string, readonly number[]> {
  const ones = range(0x80, 0xff).map((byte) => [byte]);
  const pairs = range(0x81, 0xfe).flatMap((lead) => range(0x40, 0xfe).map((trail) => [lead, trail]));
  const codes = label === "gbk" || label === "shift_jis" ? [...ones, ...pairs] : ones;
  const characters = new TextDecoder(label).decode(Uint8Array.from(codes.flatMap((code) => [...code, LF]))).split("\n");
  return new Map(codes.map((code, index) => [characters[index] ?? "", code]));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The encoding by which a text is repaired that shows damage of a kind. */
export const READ_AS: Readonly<Partial<Record<CellDamage, Label>>> = {
  "control-code": "windows-1252",
  "read-as-windows-1252": "windows-1252",
  "read-as-windows-1251": "windows-1251",
  "read-as-windows-1250": "windows-1250",
  "read-as-windows-1254": "windows-1254",
  "read-as-mac-roman": "macintosh",
  "read-as-gbk": "gbk",
  "read-as-shift-jis": "shift_jis",
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

/** A text in an encoding; undefined if that does not have all of its characters. */
export function bytesIn(text: string, label: Label): Uint8Array | undefined {
  const map = maps.get(label) ?? bytesOfCharacters(label);
  maps.set(label, map);
  const bytes = [...text].flatMap((char) => map.get(char) ?? [char.codePointAt(0) ?? 0]);
  return bytes.every((byte) => byte <= 0xff) ? Uint8Array.from(bytes) : undefined;
}

function readAsUtf8(run: string, label: Label): string | undefined {
  const bytes = bytesIn(run, label);
  if (!bytes) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
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
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return String.fromCodePoint(...bytes);
  }
}
