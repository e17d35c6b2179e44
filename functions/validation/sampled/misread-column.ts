import { originalNextTo, type Page, PageVotes } from "../rules/misread-as.ts";
import type { CellDamage } from "./cell-damage-kinds.ts";

const KINDS: Readonly<Record<Page, CellDamage>> = {
  "windows-1250": "read-as-windows-1250",
  "windows-1251": "read-as-windows-1251",
  "windows-1252": "read-as-windows-1252",
  "windows-1253": "read-as-windows-1253",
  "windows-1254": "read-as-windows-1254",
  "windows-1255": "read-as-windows-1255",
  "windows-1256": "read-as-windows-1256",
  "windows-1257": "read-as-windows-1257",
  macintosh: "read-as-mac-roman",
  "iso-8859-2": "read-as-iso-8859-2",
};

/** The texts of a column that were in UTF-8 and were read in a code page, if one shows it. */
export function misreadTexts(texts: readonly string[]): ReadonlyMap<string, CellDamage> {
  const votes = new PageVotes();
  for (const text of texts) votes.add(text);
  const { page } = votes;
  if (page === undefined) return new Map();
  const misread = texts.filter((text) => originalNextTo(page, text) !== undefined);
  return new Map(misread.map((text) => [text, KINDS[page]]));
}
