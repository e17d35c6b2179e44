import { plausibility } from "../encodings/plausibility.ts";
import { isMisread, repairText } from "../encodings/repair-text.ts";
import type { CellDamage } from "./cell-damage-kinds.ts";

type Sign = readonly [kind: CellDamage, sign: RegExp];

/** What the bytes 0x80 to 0xBF become in Windows-1252, but for what people type after a letter or a closing quote. */
const AFTER_LETTER = "[\\u00a1-\\u00aa\\u00ac-\\u00ae\\u00b1-\\u00ba\\u00bc-\\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ]";

/** Where one of these is, the text was read in another encoding: no language writes so. */
const SIGNS: readonly Sign[] = [
  // U+FFFD twice.
  ["replacement-character", /锟斤拷/],
  // Vietnamese: ấ, ả, ẽ, ộ, ị, ữ.
  ["read-as-windows-1252", new RegExp(`á[º»]${AFTER_LETTER}`)],
  // Something removed the control code, or the space that does not break.
  ["read-as-windows-1252", /\b(?:[Ii]t|[Tt]hat|[Hh]e|[Ss]he|[Ww]hat|[Tt]here|[Ll]et)âs\b/],
  [
    "read-as-windows-1252",
    /\b(?:[Cc]an|[Dd]on|[Dd]idn|[Dd]oesn|[Ii]sn|[Ww]asn|[Ww]on|[Cc]ouldn|[Ww]ouldn|[Hh]aven)ât\b/,
  ],
  ["read-as-windows-1252", /\b(?:Iâ(?:m|ve|ll|d)|(?:[Tt]hey|[Ww]e|[Yy]ou)â(?:re|ve|ll))\b/],
  ["read-as-windows-1252", /\p{Ll}Â /u],
  // A face; Turkish has Ş, and no Ÿ.
  ["read-as-windows-1254", /ğŸ/],
  ["read-as-windows-1251", /в(?:‚¬|„ў|Ђ)|\d ?В°/],
  ["read-as-mac-roman", /\uf8ffü|‚Ç¨|‚Üí|‚ù§/],
  // Letters of central Europe, after another.
  ["read-as-dos", /\p{L}[─┼](?![─├┼])[^\0-\x7f]/u],
];

/** Typographic signs and a letter after each, where the letters of Chinese and Japanese are too rare to mean anything. */
const TYPOGRAPHIC_SIGNS = [
  ["read-as-gbk", "gbk", /鈥/],
  ["read-as-shift-jis", "shift_jis", /窶/],
] as const;

/** Cyrillic, whose first bytes are dashes in Mac Roman. */
const DASHES = /(?:[–—][^\0-\x7f–—]){3}/;

/** Characters of one or two bytes. */
const DOUBLE_BYTE = [
  ["read-as-gbk", "gbk"],
  ["read-as-shift-jis", "shift_jis"],
] as const;
const ASIAN = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/gu;
/** How much more plausible a text must be than what it became: rare characters took the place of frequent ones. */
const MORE_PLAUSIBLE = 0.3;

const BEYOND_ASCII = /[^\0-\x7f]/;

/** In which encoding a text in UTF-8 was read, if one of some sequences shows it. */
export function misreadingOf(text: string): CellDamage | undefined {
  if (!BEYOND_ASCII.test(text)) return undefined;
  const found = SIGNS.find(([, sign]) => sign.test(text));
  if (found) return found[0];
  const signs = TYPOGRAPHIC_SIGNS.find(([, label, sign]) => sign.test(text) && repairText(text, label) !== undefined);
  if (signs) return signs[0];
  const asian = DOUBLE_BYTE.find(([, label]) => isMisreadAsian(text, label));
  if (asian) return asian[0];
  const isCyrillic = DASHES.test(text) && /[а-яё]{3}/i.test(repairText(text, "macintosh") ?? "");
  return isCyrillic && isMisread(text, "macintosh") ? "read-as-mac-roman" : undefined;
}

/** Whether a text in Chinese, Japanese or Korean was read in an encoding of two bytes a character: 浣犲ソ for 你好. */
function isMisreadAsian(text: string, label: "gbk" | "shift_jis"): boolean {
  if (!isMisread(text, label)) return false;
  const original = repairText(text, label) ?? "";
  if ((original.match(ASIAN)?.length ?? 0) < 2) return false;
  return plausibility(original, () => 1) >= plausibility(text, () => 1) + MORE_PLAUSIBLE;
}
