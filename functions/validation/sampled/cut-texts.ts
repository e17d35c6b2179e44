import { FEW } from "./few.ts";

/** How long texts are that a program cut: in columns of databases, and in cells of old versions of Excel. */
const CUT_LENGTHS: ReadonlySet<number> = new Set([255, 256, 1024, 4000, 4096]);
/** How long pandas shows a text at most, with its dots. */
const SHOWN_LENGTH = 50;
/** The end of a text of which a page shows the rest, or a program wrote no more. */
const READ_MORE =
  /(?:\.{3}|…)\s*(?:[([]?(?:[Rr]ead|[Ss]how|[Ss]ee|[Vv]iew) (?:more|full (?:text|review))[)\]]?|More|\(more\)|\[(?:truncated|\+\d+ chars)\]|https:\/\/t\.co\/\w+)$/;
/** Shorter texts that end in dots may have been left open, in characters. */
const SHORTEST_CUT = 20;
const DOTS = /\s.*(?:\.{3}|…)$/s;

/** The texts of a column that a program or a page cut off. */
export function cutTexts(texts: readonly string[]): readonly string[] {
  const short = texts.filter((text) => READ_MORE.test(text));
  if (short.length >= FEW) return short;
  const longest = Math.max(...texts.map(({ length }) => length));
  const cut = texts.filter(({ length }) => length === longest);
  if (cut.length < FEW) return [];
  const areDotted = cut.every((text) => DOTS.test(text));
  const isShorter = (text: string) => text.length < longest && DOTS.test(text);
  if (areDotted && (longest === SHOWN_LENGTH || (longest >= SHORTEST_CUT && !texts.some(isShorter)))) return cut;
  const isCut = CUT_LENGTHS.has(longest) && cut.every((text) => /\s/.test(text));
  return isCut && cut.some((text) => /[\p{L},]$/u.test(text)) ? cut : [];
}
