import { trimInvisible } from "../scanners/invisible.ts";
import { asRead, bare, isVisible, TASK_GROUP_COLUMN } from "./meta-names.ts";

// What names of hidden columns are within: other names, which are then neither hidden nor shown nor group rows.

/** Names of hidden columns behind one word, as in "text META_answer"; a question that mentions such a name has more words. */
const BEHIND_SPACE = /^\S+(?:\s+META_[\p{L}\p{N}]\S*)+$/u;
/** A name that a program or a person changed at its start: `data_META_source`, `max(META_source)`, `Copy of META_source`. */
const CHANGED_AT_START = /^(?:\S*[^\s\p{L}\p{N}]|(?:\p{L}+\s){1,3})META_[\p{L}\p{N}]\S*$/u;
/** Databases write all names in capitals: `PAGE_META_TITLE` is none of these. */
const SMALL_LETTER = /\p{Ll}/u;
const LONGEST_NAME = 300;
const BEHIND_DELIMITER = /[;\t|,:.^~§¬¦$/\\"']META_/;

/** `META_` within a name, where it hides nothing. */
export function hasPrefixWithin(column: string): boolean {
  if (!isVisible(column)) return false;
  const name = trimInvisible(column);
  if (BEHIND_SPACE.test(name) || BEHIND_DELIMITER.test(name)) return true;
  // Of a longer one, it would take time that grows with the square of its length.
  if (name.length > LONGEST_NAME) return false;
  return CHANGED_AT_START.test(name) && (SMALL_LETTER.test(name) || name.includes(TASK_GROUP_COLUMN));
}

/** What separates columns in other files, right between two names. */
const JOINED = /[\p{L}\p{N})\]"'][;\t|][\p{L}\p{N}_"']/u;
const JOINED_HIDDEN = /[;\t|,] {0,3}["']?META_[\p{L}\p{N}]/u;

/** Several columns that were not separated, all hidden because the first one is. */
export function hasNamesWithin(column: string): boolean {
  if (isVisible(column)) return false;
  return BEHIND_SPACE.test(trimInvisible(column)) || JOINED_HIDDEN.test(column) || JOINED.test(column);
}

const GROUP_WORDS = wordsOf(TASK_GROUP_COLUMN);

/**
 * Whether a hidden column's name ends in the group column's, as where the prefix was added twice, or has its words in another
 * order. Beside the group column, it may be so on purpose; `META_TASK_GROUP_ID_SOURCE` may be so anyway.
 */
export function hasGroupColumnWithin(column: string): boolean {
  if (isVisible(column) || column === TASK_GROUP_COLUMN) return false;
  const read = asRead(column);
  const [first = ""] = read.split(/\s/);
  return bare(first).endsWith(bare(TASK_GROUP_COLUMN)) || wordsOf(read) === GROUP_WORDS;
}

function wordsOf(name: string): string {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.sort().join(" ");
}
