import { isOfOneLanguage } from "./alphabets.ts";
import { decoderOf } from "./code-pages.ts";
import { CODE_PAGE_ENCODINGS, ENCODINGS } from "./encodings.ts";
import { judgeText } from "./plausible-text.ts";

/** How the bytes of a text read in an encoding. */
export interface Reading {
  /** As the Encoding Standard calls it, https://encoding.spec.whatwg.org/#names-and-labels, or that of a code page. */
  readonly label: string;
  /** As people know it. */
  readonly name: string;
  readonly text: string;
}

/** In these, the characters in use have two bytes beyond ASCII. With one, "Müller" is Chinese, in characters that nobody uses. */
const PAIRS: ReadonlySet<string> = new Set(["gb18030", "euc-kr"]);

/** Few files are in these: a text that stands oddly in one is in another. */
export const RARE: ReadonlySet<string> = new Set([
  "iso-8859-7",
  "iso-8859-15",
  "iso-8859-16",
  "x-mac-cyrillic",
  "koi8-u",
]);

/** The readings of a text that could have been written. Of encodings in which it reads the same, the first is listed. */
export function sensibleReadings(bytes: Uint8Array): Reading[] {
  const readings: Reading[] = [];
  const hasPair = bytes.some((byte, at) => byte > 0xa0 && (bytes[at + 1] ?? 0) > 0xa0);
  for (const [label, name] of ENCODINGS) {
    if (PAIRS.has(label) && !hasPair) continue;
    const text = decodeAs(bytes, label);
    if (text === undefined || readings.some((other) => other.text === text)) continue;
    const judgement = judgeText(text);
    if (judgement === "no" || (judgement === "hardly" && RARE.has(label))) continue;
    if (isOfOneLanguage(text)) readings.push({ label, name, text });
  }
  return readings;
}

/** How a text reads in the code pages of DOS and old Macs, where it is clearly text. */
export function codePageReadings(bytes: Uint8Array): Reading[] {
  return CODE_PAGE_ENCODINGS.flatMap(([label, name]) => {
    const text = decodeAs(bytes, label);
    if (text === undefined || judgeText(text) !== "clearly" || !isOfOneLanguage(text)) return [];
    return [{ label, name, text }];
  });
}

/** @returns undefined if the encoding does not have these bytes */
export function decodeAs(bytes: Uint8Array, label: string): string | undefined {
  try {
    // The end may cut a character.
    return decoderOf(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
