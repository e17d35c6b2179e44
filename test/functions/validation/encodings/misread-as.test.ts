import { describe, expect, it } from "vitest";
import {
  type CodePage,
  CodePageVotes,
  isMisreadIn,
  originalNextTo,
} from "../../../../functions/validation/encodings/misread-as.ts";
import { misreadCharacters } from "../../../../functions/validation/encodings/repair-text.ts";
import { repairCell } from "../../../../functions/validation/fix/repair-cell.ts";
import { misreadAs } from "../misread-as.ts";

/** Which code pages people with these languages have. */
const LANGUAGES: Readonly<Record<CodePage, string>> = {
  "windows-1250": "cs sk pl hu hr sl ro sr-Latn sq de",
  "windows-1251": "ru uk be bg mk sr de fr",
  "windows-1252": "de fr es pt it nl sv da nb fi is ca cs pl tr lt lv ro hu el ru vi",
  "windows-1253": "el de",
  "windows-1254": "tr de",
  "windows-1255": "he",
  "windows-1256": "ar fa fr",
  "windows-1257": "lt lv et pl",
  macintosh: "cs pl hu tr el de fr ru",
  "iso-8859-2": "cs pl hu",
  ibm437: "de fr es pt it nl sv da cs pl hu tr ro el ru uk he ar hi ja ko zh th vi",
  ibm850: "de fr es pt it nl sv da fi is cs pl hu tr el ru uk he ar hi ja ko zh th vi",
  ibm852: "cs sk pl hu hr sl ro de",
};
const OTHERS =
  "af am az bn eu fo ga gl gu hi hy id ja ka kk km kn ko lo mn mr ms mt my ne or pa se si sw ta te th tk ur uz yo zh zh-Hant";
const ALL = [...new Set(`${Object.values(LANGUAGES).join(" ")} ${OTHERS}`.split(" "))];
const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

/** Names of countries, languages, days and months as a language writes them, and in capitals: those that are not ASCII alone. */
function textsIn(language: string): string[] {
  const regions = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const languages = new Intl.DisplayNames(language, { type: "language", fallback: "none" });
  const dates = Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(new Date(2024, month, month + 1)),
  );
  const names = [...CODES.map((code) => regions.of(code)), ...ALL.map((code) => languages.of(code)), ...dates];
  return [
    ...new Set(names.flatMap((name) => (name === undefined ? [] : [name, name.toLocaleUpperCase(language)]))),
  ].filter((text) => /[^\0-\x7f]/.test(text));
}

function votesOf(texts: readonly string[]): CodePageVotes {
  const votes = new CodePageVotes();
  for (const text of texts) votes.add(text);
  return votes;
}

describe("UTF-8 that was read in a code page", () => {
  it.each(ALL)("is not seen in texts in %s", (language) => {
    expect(textsIn(language).filter((text) => votesOf([text]).codePage !== undefined)).toEqual([]);
  });

  it.each(
    Object.entries(LANGUAGES).flatMap(([codePage, languages]) =>
      languages.split(" ").map((language) => [codePage as CodePage, language] as const),
    ),
  )("as %s is seen in texts together, and is repaired, in %s", (codePage, language) => {
    const texts = textsIn(language)
      .map((original) => ({ original, misread: misreadAs(original, codePage) }))
      // What a code page lacks is lost.
      .filter(({ misread }) => !misread.includes("\ufffd"));
    const votes = votesOf(texts.map(({ misread }) => misread));
    const found = votes.codePage;
    expect(found).toBe(votes.clearCodePage);
    const fixed = texts.map(({ original, misread }) => ({ original, repaired: repairCell(misread, found) }));
    expect(fixed.filter(({ original, repaired }) => repaired !== undefined && repaired !== original)).toEqual([]);
    const kept = fixed.filter(({ repaired }) => repaired === undefined).map(({ original }) => original);
    expect(kept.length, kept.slice(0, 20).join("; ")).toBeLessThanOrEqual(texts.length * 0.03);
  });
});

describe("a text alone", () => {
  it.each<[string, string, CodePage | undefined]>([
    ["a letter within a word that Romanian begins words with", misreadAs("prúty", "windows-1250"), "windows-1250"],
    ["such a letter at the beginning", "Ăştia", undefined],
    ["three letters of another script", misreadAs("גדל", "windows-1255"), "windows-1255"],
    ["two of them", misreadAs("של", "windows-1255"), undefined],
    ["a word in capitals with two letters that would be a small one", "PĂŞUNE", undefined],
    ["the same at its end", "CARĂŞ", undefined],
    ["words of two languages", misreadAs("São Tomé a Říp", "windows-1250"), undefined],
    ["signs next to each other", misreadAs("že °°", "windows-1250"), undefined],
  ])("%s", (_, text, codePage) => {
    expect(votesOf([text]).codePage).toBe(codePage);
    if (codePage) expect(isMisreadIn(codePage, text)).toBe(true);
  });

  it("is judged in the code page that is asked for", () => {
    expect(isMisreadIn("windows-1252", misreadAs("žena", "windows-1252"))).toBe(true);
    expect(isMisreadIn("windows-1252", misreadAs("žena", "windows-1250"))).toBe(false);
  });
});

describe("a text next to others", () => {
  it.each<[string, CodePage, string, string | undefined]>([
    ["words of two languages", "windows-1250", misreadAs("São Tomé a Říp", "windows-1250"), "São Tomé a Říp"],
    ["a word of no language", "windows-1250", misreadAs("žena ġħ", "windows-1250"), undefined],
    ["signs next to each other", "windows-1250", misreadAs("že °°", "windows-1250"), "že °°"],
    ["what may have been typed, of one language", "windows-1252", misreadAs("ąd Šd", "windows-1252"), "ąd Šd"],
    ["what may have been typed, of two", "windows-1252", misreadAs("ąd Ņd", "windows-1252"), undefined],
    ["an ellipsis that ends a word", "windows-1252", "Å… be", undefined],
  ])("%s", (_, codePage, text, original) => {
    expect(originalNextTo(codePage, text)).toBe(original);
  });
});

describe("the characters of UTF-8", () => {
  it("have one to four bytes", () => {
    const found = misreadCharacters(misreadAs("é €😀x", "windows-1252"), "windows-1252");
    expect(found?.map(({ written, together }) => [written.length, together])).toEqual([
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
  });

  it.each<[CodePage, number | undefined]>([
    ["windows-1252", 1],
    ["windows-1254", 1],
    ["windows-1250", undefined],
  ])("may have control codes in %s, as Latin-1 has them, or not", (codePage, count) => {
    expect(misreadCharacters("\u00c4\u0080", codePage)?.length).toBe(count);
  });
});
