import { FEW } from "./few.ts";

// What a page or a program would have decoded, and participants see undecoded.

/** A sign as HTML writes it, by its name or its number. */
const ENTITY = /&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|hellip|[mn]dash|#\d{2,6}|#x[\da-f]{2,5});/i;
/** Next to a letter or another one, or between words; a text about entities has them alone. */
const WITHIN_TEXT = /[\p{L}\d]&#?\w{2,8};|&#?\w{2,8};[\p{L}\d&]|\p{L} &amp; \p{L}/u;
const TAG = /<\/?[a-z][^<>]*>/i;
const AMPERSAND_ALONE = /&(?!#?\w{2,8};)/;

/**
 * Text that was encoded for HTML, as every ampersand in it is. Texts with tags may be meant to be HTML, and those that are about
 * HTML have tags.
 */
export function encodedForHtml(texts: readonly string[]): readonly string[] {
  const encoded = texts.filter((text) => ENTITY.test(text));
  if (encoded.length < FEW || encoded.filter((text) => WITHIN_TEXT.test(text)).length * 2 < encoded.length) return [];
  return texts.some((text) => TAG.test(text) || AMPERSAND_ALONE.test(text)) ? [] : encoded;
}

/** Behind a word or a sentence; a text about escapes, and code, have other signs there. */
const ESCAPED_LINE_END = /(?:(?<!\\)\p{L}|[.,!?:;)"…])(?:\\r)?\\n(?:\\n|\\r|[\p{L}\d\s*•"-]|$)/u;
const OTHER_MEANINGS: readonly RegExp[] = [
  // Real line ends, and other escapes than those of JSON and Python.
  /[\r\n]|\\(?![nrt"'\\/])/,
  // Formulas in LaTeX.
  /\\(?:n(?:u|eq?|eg|abla|ot|i|leq|mid|ewline)|t(?:au|heta|imes|ext|o)|r(?:ho|ight|angle))(?![a-z])/,
  // Strings in code.
  /\\n(?:\\")?["'`]\s*[);,+.]|\(["'`][^"'`]*\\n/,
  // Paths of Windows.
  /(?<![a-z])[a-z]:\\[\w-]+(?:\\|\.\w)/i,
];
/** Fewer may be about line ends, 0 to 1. */
const ESCAPED_PART = 1 / 3;

/** Text in which JSON or Python escaped line ends. Regular expressions, paths, LaTeX and code have other backslashes too. */
export function escapedLineEnds(texts: readonly string[]): readonly string[] {
  const escaped = texts.filter((text) => ESCAPED_LINE_END.test(text));
  if (escaped.length < FEW || escaped.length < ESCAPED_PART * texts.length) return [];
  return texts.some(hasOtherMeaning) ? [] : escaped;
}

/** Apostrophes and quotes that a program escaped: by a backslash, or as two. In code, others are as they are. */
export function escapedQuotes(texts: readonly string[]): readonly string[] {
  return [...escapedBy(texts, ESCAPED_APOSTROPHE, APOSTROPHE_ALONE), ...escapedBy(texts, ESCAPED_QUOTE, QUOTE_ALONE)];
}

/** Doubled where English and French have one; others have two for a letter. */
const ESCAPED_APOSTROPHE = /\p{L}\\'\p{L}|\p{L}''(?:[sdmt]|re|ve|ll)(?!\p{L})|(?<!\p{L})[cdjlmnstCDJLMNST]''\p{L}/u;
const APOSTROPHE_ALONE = /(?<![\\'])'(?!')/;
/** At the start of a word, and at the end of one. */
const ESCAPED_QUOTE = /(?<!")(?:\\"|"")[\p{L}\d][^"\\]*(?:\\"|"")(?!")/u;
const QUOTE_ALONE = /(?<![\\"])"(?!")/;

function escapedBy(texts: readonly string[], sign: RegExp, alone: RegExp): readonly string[] {
  const escaped = texts.filter((text) => sign.test(text));
  const hasOther = (text: string) => alone.test(text) || hasOtherMeaning(text);
  return escaped.length < FEW || texts.some(hasOther) ? [] : escaped;
}

/** Whether a backslash, or a real line end, shows that a column's backslashes are no escapes. */
function hasOtherMeaning(text: string): boolean {
  return OTHER_MEANINGS.some((other) => other.test(text));
}

/** Of Jinja and Handlebars, of JavaScript and shells, and of pages in Ruby and Java. */
const PLACEHOLDER = /\{\{\s*[\p{L}_][\w.]*\s*\}\}|\$\{[a-z_][\w.]*\}|<%=[^%<>]+%>/iu;

/** The same template in every row: each would differ if its placeholders had values. */
export function unfilledTemplates(texts: readonly string[]): readonly string[] {
  const [first = ""] = texts;
  return PLACEHOLDER.test(first) && texts.every((text) => text === first) ? texts : [];
}
