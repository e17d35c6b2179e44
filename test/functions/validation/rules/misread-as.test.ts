import { describe, expect, it } from "vitest";
import { repairCell } from "../../../../functions/validation/fix/repair-cell.ts";
import { type CodePage, CodePageVotes } from "../../../../functions/validation/rules/misread-as.ts";

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
    const decoder = new TextDecoder(codePage);
    const encoder = new TextEncoder();
    const texts = textsIn(language)
      .map((original) => ({ original, misread: decoder.decode(encoder.encode(original)) }))
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
