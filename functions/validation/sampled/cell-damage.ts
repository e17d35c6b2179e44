import type { CellDamage } from "./cell-damage-kinds.ts";
import { misreadingOf } from "./misreadings.ts";
import { isModelAnswer } from "./model-answer.ts";
import { hasModelTokens, MODEL_CITATION } from "./model-marks.ts";
import { isInUrlCode } from "./url-code.ts";

/** The longest text that a cell of Excel holds, in UTF-16 units: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3 */
const LONGEST_IN_EXCEL = 32_767;

/** A tab or a line end, as Excel writes it into a workbook: what only takes its text leaves it so. */
export const ESCAPED_BY_EXCEL = /_x000[9AD]_/gi;
/** As programs protect an id or a number from Excel. Text alone may be a formula that the data are about. */
export const FORMULA = /^="(?=[^"]*\d)([^"]+)"$/;

/** Errors of the APIs of language models, pages that a scraper got in place of a text, and posts that are gone. */
const NO_CONTENT =
  /^(?:Error code: [45]\d\d - \{|(?:openai\.|anthropic\.)?(?:RateLimit|APIConnection|APITimeout|APIStatus|InternalServer)Error\b|Please enable (?:JavaScript|cookies)|You need to enable JavaScript|Just a moment\.\.\.$|Checking your browser|Attention Required! \||\[(?:removed|deleted)(?: by \w+)?\]$)/i;

const SIGNS: readonly (readonly [kind: CellDamage, sign: RegExp])[] = [
  ["escaped-by-excel", new RegExp(ESCAPED_BY_EXCEL.source, "i")],
  ["formula", FORMULA],
  // A whole character of UTF-8: formulas of chemistry have =CC=CC.
  ["in-email-code", /=[CD][\dA-F]=[89AB][\dA-F]|=[EF][\dA-F](?:=[89AB][\dA-F]){2}/],
  ["in-email-code", /=\?[\w-]+\?[bq]\?[^?\s]+\?=/i],
  // Within a word, or next to each other: a compound in PubChem has a CID of its own.
  ["pdf-glyph", /\(cid:\d+\)(?:\(cid:|\p{L})|\p{L}\(cid:\d+\)/u],
  // Word's bullets, in fonts that only have signs; and the place of an object in a document.
  ["symbol-font", /[\uf020-\uf0ff\ufffc]/],
  ["object", /^(?:HASH|ARRAY|CODE|SCALAR|GLOB)\(0x[\da-f]{6,}\)$|^<re\.Match object; /],
  // A quote or a dash of Windows-1252, as R writes a byte; letters in angle brackets are those of linguists.
  ["written-by-number", /\p{L}<9[1-7]>|<9[1-7]>\p{L}/u],
  // LibreOffice and Smartsheet.
  [
    "excel-error",
    /^(?:Err:5\d\d|#(?:UNPARSEABLE|NO MATCH|CIRCULAR REFERENCE|INVALID (?:OPERATION|DATA TYPE|REF|VALUE)))$/,
  ],
  ["model-citation", MODEL_CITATION],
  ["rich-text", /^\s*\{\\rtf\d/],
  // Three values, and three behind the dots: https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html
  ["shortened-array", /^\[+\s*(?:-?[\d.]+(?:e[-+]\d+)?\s+){3}\.{3}\s/],
  // Right-to-left scripts are shown as usual.
  ["reversed", /\u202e\P{L}{0,20}\p{Script=Latin}/u],
  // What JavaScript and Python write into a text for a value that is not there. A wiki has pages of these names.
  [
    "missing-in-url",
    /^https?:\/\/(?!\S*\/wiki\/)\S+\/(?:undefined|null|None|NaN|nan|\[object Object\]|%5Bobject%20Object%5D)(?:\.\w{2,5})?$/,
  ],
  // As programs keep a spreadsheet from reading a formula or a phone number.
  ["text-mark", /^'[=+@][^']+$/],
  // The backslash was removed, as WordPress does; or JavaScript's escape wrote it.
  ["escaped", /\p{L}u2019(?:[sdmt]|re|ve|ll)(?!\p{L})|(?<!\p{L})u201c\p{L}|%u[\dA-F]{4}/u],
  // A curly apostrophe in Mac Roman and in code pages of DOS, and in a database that has no such character.
  ["apostrophe", /\p{Ll}[ÕÆ¿](?:[sdmt]|re|ve|ll)(?!\p{L})/u],
  ["object", /[,;:] ?\[object Object\]$|^\[object Object\][,;]/],
  ["no-content", NO_CONTENT],
  ["binary", /^data:[\w.+-]+\/[\w.+-]+;base64,/],
  // What JavaScript and Python write for a name that is not there.
  ["placeholder", /\b(?:Dear|Hello|Hi) (?:undefined|null|None|\[object Object\])\b/],
  // Of a field or an answer in Qualtrics: https://www.qualtrics.com/support/survey-platform/survey-module/editing-questions/piped-text/
  ["placeholder", /\$\{(?:e|gr|l?m|q|rand|date|loc|rs):\/\/\w/],
];

/** How a cell was damaged, if it alone shows it. */
export function damageOfCell(text: string): CellDamage | undefined {
  if (text.length === LONGEST_IN_EXCEL) return "cut-off";
  const found = SIGNS.find(([, sign]) => sign.test(text));
  if (found) return found[0];
  if (isModelAnswer(text)) return "object";
  if (hasModelTokens(text)) return "model-tokens";
  if (isInUrlCode(text)) return "in-url-code";
  return misreadingOf(text);
}
