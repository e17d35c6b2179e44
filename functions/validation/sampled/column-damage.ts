import type { CellDamage } from "./cell-damage-kinds.ts";
import { cutTexts } from "./cut-texts.ts";
import { FEW } from "./few.ts";
import { misreadLatin } from "./misread-latin.ts";
import { binaryTexts, localPaths } from "./no-texts.ts";
import { otherCodePage } from "./other-code-page.ts";
import { otherLatin } from "./other-latin.ts";
import { programValues, uncalculatedFormulas } from "./program-values.ts";
import { encodedForHtml, escapedLineEnds, escapedQuotes, unfilledTemplates } from "./unread-codes.ts";

/** Which of a column's texts were damaged in one way. */
type ColumnRule = readonly [kind: CellDamage, damaged: (texts: readonly string[]) => readonly string[]];

/** Text of Python in bytes. */
const IN_BYTES = /^b(?:'.*'|".*")$/s;
/** What PHP writes for an array. */
const ARRAY_OF_PHP = /^Array$/;
/** What a spreadsheet hides before a text that looks like a number. */
const TEXT_MARK = /^'[^']*[^'\s]$/;
/** Extended JSON of MongoDB, and attribute values of DynamoDB. */
const TYPED_JSON =
  /^\{\s*"(?:\$(?:oid|date|number(?:Int|Long|Double|Decimal))|S|N|BOOL|NULL)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|-?\d+|true|false|\{[^{}]*\})\s*\}$/s;

/** A rule for a sign that all texts of a column have, or none counts. */
function inAll(sign: RegExp): (texts: readonly string[]) => readonly string[] {
  return (texts) => (texts.every((text) => sign.test(text)) ? texts : []);
}

/** What Google Sheets shows until a formula has its value, in English, German, French, Spanish, Italian, Portuguese and Dutch. */
const LOADING =
  /^(?:Loading|Wird geladen|Chargement|Cargando|Caricamento(?: in corso)?|A carregar|Carregando|Laden)\s?(?:\.{3}|…)$/;

function notLoaded(texts: readonly string[]): readonly string[] {
  const loading = texts.filter((text) => LOADING.test(text));
  return loading.length >= FEW ? loading : [];
}

/** Words of a script without spaces, each as long as it was. In a chat, people type some too. */
function questionMarks(texts: readonly string[]): readonly string[] {
  const marks = texts.filter((text) => /^\?{4,}$/.test(text));
  return marks.length >= FEW && marks.length * 2 > texts.length && new Set(marks).size > 1 ? marks : [];
}

/** A spreadsheet keeps 15 digits. A few ids may end in zeros, and times in nanoseconds end in nine. */
function roundedNumbers(texts: readonly string[]): readonly string[] {
  const long = texts.filter((text) => /^\d{16,}$/.test(text));
  const areRounded = long.every((text) => /^\d{15}0{2,}$/.test(text)) && long.some((text) => !/0{7}$/.test(text));
  return areRounded && new Set(long).size >= FEW ? long : [];
}

/** March, September, October and December in English, German, French, Spanish, Italian, Portuguese and Dutch: MARCH1, SEPT2, OCT4 and DEC1. */
const MONTH_OF_GENE = "(?:mar|mars|mrz|mrt|sept?|set|o[ck]t|ott|out|de[cz]|déc|dic)";
const MONTH = `(?:${MONTH_OF_GENE}|jan|janv|ene|gen|feb|févr|fev|a[pbv]r|ma[iyg]|mei|juin|jun|giu|jui?l|lug|a[ug]g|ago|août|nov)`;

/** As Excel shows a day and a month: in German with a point, in Brazil with a slash. People write a space between them. */
function shortDate(month: string): RegExp {
  return new RegExp(`^(?:\\d{1,2}[-/]${month}\\.?|${month}-\\d{2}|\\d{2}\\. ?${month}|\\d{1,2}月\\d{1,2}日)$`, "iu");
}
const SHORT_DATE = shortDate(MONTH);
const DATE_OF_GENE = shortDate(MONTH_OF_GENE);
const RANGE = /^(\d{1,2})-(\d{1,3})$/;
const MONTHS = 12;
const GENE = /^[A-Z][A-Z\d]{1,7}$/;

/** Ages such as 9-May next to 15-19, and genes such as 1-Mar next to TP53. */
function dates(texts: readonly string[]): readonly string[] {
  const made = texts.filter((text) => SHORT_DATE.test(text));
  const others = texts.filter((text) => !SHORT_DATE.test(text));
  const ranges = others.map((text) => RANGE.exec(text)).filter((range) => range !== null);
  // Of others a spreadsheet would have made dates too.
  const areRanges = ranges.length > 0 && ranges.every((range) => range.slice(1).every((part) => Number(part) > MONTHS));
  const areGenes =
    others.length >= FEW &&
    others.every((text) => GENE.test(text)) &&
    others.some((text) => /\d/.test(text)) &&
    made.every((text) => DATE_OF_GENE.test(text));
  return areRanges || areGenes ? made : [];
}

const RULES: readonly ColumnRule[] = [
  ["in-bytes", inAll(IN_BYTES)],
  ["object", inAll(ARRAY_OF_PHP)],
  ["object", programValues],
  ["binary", binaryTexts],
  ["local-path", localPaths],
  ["uncalculated-formula", uncalculatedFormulas],
  ["text-mark", inAll(TEXT_MARK)],
  ["typed-json", inAll(TYPED_JSON)],
  ["excel-error", notLoaded],
  ["question-marks", questionMarks],
  ["rounded-number", roundedNumbers],
  ["cut-off", cutTexts],
  ["date-of-range", dates],
  ["in-html-code", encodedForHtml],
  ["escaped-line-end", escapedLineEnds],
  ["escaped-quote", escapedQuotes],
  ["placeholder", unfilledTemplates],
];

/** How texts of a column were damaged, if they show it together. @param texts those that are not blank */
export function damageOfColumn(texts: readonly string[]): ReadonlyMap<string, CellDamage> {
  if (texts.length < FEW) return new Map();
  const codePages = [otherCodePage(texts), otherLatin(texts), misreadLatin(texts)].filter(
    (found) => found !== undefined,
  );
  const found = RULES.map(([kind, damaged]) => ({ kind, texts: damaged(texts) }));
  return new Map([...found, ...codePages].flatMap(({ kind, texts }) => texts.map((text) => [text, kind])));
}
