import { expect, it } from "vitest";
import { repairText } from "../../../../functions/validation/rules/repair-text.ts";

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
