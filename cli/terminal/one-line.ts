import { UNSEEN, visibleLines, visibleText } from "../../functions/report/html/words.ts";

const UNSEEN_RUN = new RegExp(`${UNSEEN.source}+`, UNSEEN.flags);

/** A sentence without line breaks or control characters, so that no file or name can move the cursor or forge a line. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN_RUN, " ");
}

/** A name of a file, a key or a column: every command shows its control characters by the same signs. */
export function shownName(name: string): string {
  return visibleText(name);
}

/** A name, or what somebody typed, within a sentence. */
export function quoted(name: string): string {
  return JSON.stringify(visibleText(name));
}

/** A text of several lines, in which nothing moves the cursor. */
export function shownLines(text: string): string {
  return visibleLines(text);
}
