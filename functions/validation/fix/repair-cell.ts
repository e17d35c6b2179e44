import { type CodePage, originalNextTo } from "../encodings/misread-as.ts";
import { READ_AS, repairText } from "../encodings/repair-text.ts";
import { withoutMarks } from "../rules/byte-order-marks.ts";
import { misreadingOfText } from "../rules/damage-of-text.ts";
import { FORMULA } from "../sampled/cell-damage.ts";
import { DAMAGE_KINDS } from "../scanners/damage-kinds.ts";

/** What misreadingOfText could find: few texts have it, and looking closer takes time. */
const COULD_BE_DAMAGE = /[ÂÃâÄÅÈðïÎ-Ñ×-Ùà-ï][\u0080-\u00bfŒœŠšŸŽžƒˆ˜\u2013-\u203a€™]|[√¬РС][^\0-\x7f]|‚Ä|вЂ/;
/** A text was read wrongly twice at most, in what people report. */
const MOST_TIMES = 2;
/** What begins such a sequence, left behind by a repair: a part of it was lost, as a no-break space that became a space. */
const REMAINS = /[\u00c2\u00c3\u00e2\u00c5\u00ef\u00f0\u221a\u00ac](?=[^\p{L}]|$)/u;

/** A word in capitals before a quote or a dash, as AMANHÃ in Portuguese and CASĂ in Romanian: they could be one letter of two bytes too. */
const CAPITALS = /\p{Lu}[ÃÂĂ][”»…–—™](?!\p{L})/u;

/** Whether a text needs a closer look. */
export function couldBeDamaged(text: string): boolean {
  return COULD_BE_DAMAGE.test(text);
}

/**
 * The value of a formula around it, or the text before its UTF-8 was read in another encoding; undefined if that is not one
 * clean text, or nothing is wrong.
 *
 * @param codePage in which the UTF-8 of other cells of the file was read
 */
export function repairCell(text: string, codePage?: CodePage): string | undefined {
  const [, value] = FORMULA.exec(text) ?? [];
  if (value !== undefined) return value;
  if (CAPITALS.test(text)) return undefined;
  return (codePage && repairIn(codePage, text)) ?? repairKnown(text);
}

function repairIn(codePage: CodePage, text: string): string | undefined {
  const once = originalNextTo(codePage, text);
  if (once === undefined) return undefined;
  const original = originalNextTo(codePage, once) ?? once;
  return misreadingOfText(original) === 0 ? original : undefined;
}

function repairKnown(text: string): string | undefined {
  if (!COULD_BE_DAMAGE.test(text)) return undefined;
  let repaired = text;
  for (let times = 0; times < MOST_TIMES; times++) {
    const encoding = encodingOf(repaired);
    if (!encoding) break;
    const next = repairText(repaired, encoding);
    if (next === undefined) return undefined;
    repaired = next;
  }
  // A file's byte order mark is in the first cell of what was joined to another.
  const clean = withoutMarks(repaired);
  return repaired !== text && misreadingOfText(repaired) === 0 && !REMAINS.test(repaired) ? clean : undefined;
}

function encodingOf(text: string) {
  const kind = DAMAGE_KINDS[misreadingOfText(text) - 1];
  return kind && READ_AS[kind];
}
