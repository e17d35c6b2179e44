import type { DamageKind } from "../scanners/damage-kinds.ts";

type Label = "windows-1252" | "windows-1251" | "windows-1250" | "macintosh";

/** What a single-byte decoder shows for each byte from 0x80 on. */
function charactersOf(label: string): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(label);
  return new Map(Array.from({ length: 128 }, (_, index) => [decoder.decode(Uint8Array.of(128 + index)), 128 + index]));
}

/** The encoding by which a text is repaired that shows damage of a kind. */
export const READ_AS: Readonly<Partial<Record<DamageKind, Label>>> = {
  "control-code": "windows-1252",
  "read-as-windows-1252": "windows-1252",
  "read-as-windows-1251": "windows-1251",
  "read-as-windows-1250": "windows-1250",
  "read-as-mac-roman": "macintosh",
};

const maps = new Map<string, ReadonlyMap<string, number>>();

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

function readAsUtf8(run: string, label: Label): string | undefined {
  const map = maps.get(label) ?? charactersOf(label);
  maps.set(label, map);
  const bytes = [...run].map((char) => map.get(char) ?? char.codePointAt(0) ?? 0);
  if (bytes.some((byte) => byte > 0xff)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
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
