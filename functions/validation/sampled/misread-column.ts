import { CodePageVotes, originalNextTo } from "../encodings/misread-as.ts";
import { READ_AS } from "../encodings/repair-text.ts";
import type { CellDamage } from "./cell-damage-kinds.ts";

const KINDS = Object.keys(READ_AS) as (keyof typeof READ_AS)[];

/** The texts of a column that were in UTF-8 and were read in a code page, if one shows it. */
export function misreadTexts(texts: readonly string[]): ReadonlyMap<string, CellDamage> {
  const votes = new CodePageVotes();
  for (const text of texts) votes.add(text);
  const { codePage } = votes;
  const kind = KINDS.find((one) => READ_AS[one] === codePage);
  if (codePage === undefined || kind === undefined) return new Map();
  return new Map(texts.filter((text) => originalNextTo(codePage, text) !== undefined).map((text) => [text, kind]));
}
