import { expect, it } from "vitest";
import { repairText, unescapeText } from "../../../../functions/validation/encodings/repair-text.ts";

it.each<[text: string, label: "windows-1252" | "macintosh", repaired: string | undefined]>([
  ["cafÃ©", "windows-1252", "café"],
  ["cafÃ© und thÃ©", "windows-1252", "café und thé"],
  ["cafÃ© und Tee", "windows-1252", "café und Tee"],
  ["â‚¬ 5", "windows-1252", "€ 5"],
  ["caf√©", "macintosh", "café"],
  ["naïve", "macintosh", undefined],
  ["caf√©", "windows-1252", undefined],
  // What is whole already, and what belongs to no encoding of one byte a character.
  ["café", "windows-1252", undefined],
  ["text", "windows-1252", undefined],
  ["", "windows-1252", undefined],
  ["Ã©Ω", "windows-1252", undefined],
  ["Ã© Ω", "windows-1252", "é Ω"],
  ["Ã¿", "windows-1252", "ÿ"],
  ["ÿ", "windows-1252", undefined],
  // A byte order mark stays, to be found.
  ["ï»¿id", "windows-1252", "\ufeffid"],
])("%j read as %s was %j", (text, label, repaired) => {
  expect(repairText(text, label)).toBe(repaired);
});

it.each<[text: string, unescaped: string | undefined]>([
  ["caf\\u00e9", "café"],
  ["Great \\ud83d\\ude00\\ud83d\\ude01", "Great 😀😁"],
  ["\\U0001F600", "😀"],
  ["\\U0010ffff", "\u{10ffff}"],
  ["\\U00110000", undefined],
  ["\\ud83d", undefined],
  ["caf\\xc3\\xa9", "café"],
  ["caf\\xC3\\xA9", "café"],
  ["na\\xefve", "naïve"],
  ["b'caf\\xc3\\xa9'", "café"],
  ['b"it\'s caf\\xc3\\xa9"', "it's café"],
  ["b'caf\\xc3\\xa9\"", "b'café\""],
  ["web 'x\\u00e9'", "web 'xé'"],
  ["b'x\\u00e9' of", "b'xé' of"],
  ["\\u00e", undefined],
  ["\\xg1", undefined],
  ["café", undefined],
])("%j unescaped is %j", (text, unescaped) => {
  expect(unescapeText(text)).toBe(unescaped);
});
