import { joinBytes } from "../../join-bytes.ts";

const AMPERSAND = 38;
const HASH = 35;
const UNDERSCORE = 95;
/** With the largest number that a character has. */
const LONGEST_REFERENCE = "&#x0010FFFF;".length;

/** Writes references to characters above U+FFFF, such as most emoji, as the characters: SheetJS keeps 16 bits of their numbers. */
export function withWideCharacters(xml: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let done = 0;
  for (let at = xml.indexOf(AMPERSAND); at >= 0; at = xml.indexOf(AMPERSAND, at + 1)) {
    if (xml[at + 1] !== HASH) continue;
    const text = new TextDecoder("latin1").decode(xml.subarray(at, at + LONGEST_REFERENCE));
    const [reference, hex, decimal] = /^&#(?:x([0-9A-F]+)|(\d+));/i.exec(text) ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (reference === undefined || !(code > 0xffff && code <= 0x10ffff)) continue;
    parts.push(xml.subarray(done, at), new TextEncoder().encode(String.fromCodePoint(code)));
    done = at + reference.length;
  }
  return done === 0 ? xml : joinBytes([...parts, xml.subarray(done)]);
}

/** Where a text is, in bytes. */
export interface TextPlace {
  readonly from: number;
  readonly to: number;
}

/**
 * Part of the XML, in which what formulas' results have escaped is escaped once more: SheetJS undoes it twice, and once in all
 * other texts.
 */
export function escapedTwice(xml: Uint8Array, { from, to }: TextPlace, results: readonly TextPlace[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let done = from;
  for (const place of results) {
    const text = xml.subarray(place.from, place.to);
    if (place.from < done || place.to > to || (!text.includes(AMPERSAND) && !text.includes(UNDERSCORE))) continue;
    parts.push(xml.subarray(done, place.from), escapeAgain(text));
    done = place.to;
  }
  return done === from ? xml.subarray(from, to) : joinBytes([...parts, xml.subarray(done, to)]);
}

function escapeAgain(text: Uint8Array): Uint8Array {
  const escaped = new TextDecoder().decode(withWideCharacters(text)).replaceAll("&", "&amp;");
  return new TextEncoder().encode(escaped.replace(/_(?=x[0-9A-F]{4}_)/gi, "_x005F_"));
}
