import { UNSEEN } from "../../functions/report/html/words.ts";

/** Quotes, spaces, expansions and what a shell reads otherwise are none of these. */
const PLAIN = /^[\w.:/@%+,-][\w.:/@%+,=-]*$/;

/**
 * A text as one word of a shell's command line, which is one line, whatever the text is. Every POSIX shell takes it; with
 * characters that are not seen, only those that know $'…', which are bash, zsh and ksh, but not dash.
 */
export function quoteForShell(text: string): string {
  if (PLAIN.test(text)) return text;
  // What would break the line that the command is on, or hide what it does, is escaped.
  if (text.search(UNSEEN) < 0) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/['\\]/g, "\\$&").replace(UNSEEN, octalBytes)}'`;
}

/** A file as an argument, which is none of the options. */
export function quoteFileForShell(name: string): string {
  return quoteForShell(name.startsWith("-") && name !== "-" ? `./${name}` : name);
}

function octalBytes(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
