import { FEW } from "./few.ts";

/** How long texts are that a program cut: in columns of databases, and in cells of old versions of Excel. */
const CUT_LENGTHS: ReadonlySet<number> = new Set([255, 256, 1024, 4000, 4096]);
/** The end of a text of which a page shows the rest, or a program wrote no more. */
const READ_MORE =
  /(?:\.{3}|…)\s*(?:[([]?(?:(?:read|show|see|view) )?(?:more|full(?: (?:text|review))?)[)\]]?|\[(?:truncated|\+\d+ chars)\]|https:\/\/t\.co\/\w+)$|\[(?:\.{3}|…|&hellip;)\]$/i;

/** The texts of a column that a program or a page cut off. */
export function cutTexts(texts: readonly string[]): readonly string[] {
  const short = texts.filter((text) => READ_MORE.test(text));
  if (short.length >= FEW) return short;
  const longest = Math.max(...texts.map(({ length }) => length));
  const cut = texts.filter(({ length }) => length === longest);
  if (cut.length < FEW) return [];
  if (cut.every((text) => /\s.*(?:\.{3}|…)$/s.test(text))) return cut;
  const isCut = CUT_LENGTHS.has(longest) && cut.every((text) => /\s/.test(text));
  return isCut && cut.some((text) => /[\p{L},]$/u.test(text)) ? cut : [];
}
