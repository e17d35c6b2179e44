import { trimInvisible } from "../scanners/invisible.ts";

/** Columns whose names begin so are not shown to participants [guide]. */
export const META_PREFIX = "META_";
/** The column that defines task groups [guide]. */
export const TASK_GROUP_COLUMN = "META_TASK_GROUP_ID";

/** How many edits away from the group column's name a hidden column is taken for a slip. */
export const SLIP_EDITS = 2;

// Letters of other scripts that look like those of META_TASK_GROUP_ID: https://www.unicode.org/reports/tr39/#Confusable_Detection
const CONFUSABLE = new Map(
  Object.entries({
    A: "АΑᎪ",
    D: "Ꭰ",
    E: "ЕΕᎬ",
    G: "ԌᏀ",
    I: "ІΙӀᏆ",
    K: "КΚᏦ",
    M: "МΜᎷ",
    O: "ОΟ",
    P: "РΡᏢ",
    R: "Ꭱ",
    S: "ЅᏚ",
    T: "ТΤᎢ",
    U: "Ս",
    a: "аα",
    d: "ԁ",
    e: "еεҽ",
    g: "ց",
    i: "іι",
    k: "кκ",
    m: "м",
    o: "оο",
    p: "рρ",
    r: "г",
    s: "ѕ",
    t: "тτ",
    u: "υս",
    _: "＿‗ˍ",
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

export function isVisible(column: string): boolean {
  return !column.startsWith(META_PREFIX);
}

/** As a person reads a name: compatible forms and look-alike letters as Latin ones, no accents, nothing invisible, no quotes around it. */
export function asRead(name: string): string {
  const read = trimInvisible(isPlain(name) ? name : inLatin(name)).replace(/^[\p{Pi}\p{Pf}\p{Ps}"'`´]+/u, "");
  return withoutClosing(read).trim();
}

/** An expression that ends with them takes time that grows with the square of a name's length. */
function withoutClosing(name: string): string {
  let end = name.length;
  while (end > 0 && /[\p{Pi}\p{Pf}\p{Pe}"'`´]/u.test(name.charAt(end - 1))) end--;
  return name.slice(0, end);
}

/** Printable ASCII: most names, in which nothing is to be replaced. */
function isPlain(name: string): boolean {
  return /^[ -~]*$/.test(name);
}

function inLatin(name: string): string {
  const letters = [...name.normalize("NFKD").replace(/[\p{M}\p{Cf}\p{Cc}]/gu, "")];
  return letters.map((char) => CONFUSABLE.get(char) ?? char).join("");
}

/** With two letters in the wrong order, or one twice: none of these is a word. */
const MISTYPINGS = "mtea|emta|mmeta";
const MISTYPED = new RegExp(`^[^\\p{L}\\p{N}]*(?:${MISTYPINGS})_`, "iu");
/** With another letter, or one more: in capitals before small letters, none of these is a name. */
const MISTYPED_CAPITALS = /^[^\p{L}\p{N}]*(?:METE|METAA|MEETA|METAD|MATA)_(?=\p{Ll})/u;
const WHOLE_PREFIX = new RegExp(`^(?:meta|${MISTYPINGS})$`, "i");

const MODEL = /^meta(?:ai|(?:code)?llama\d*)$/;
/** A version, a size or a kind of model; or that it is what the model gave. A score or a label of it may be meant as hidden. */
const OF_MODEL =
  /^(?:v?\d+[bkmte]?|meta|(?:code)?llama\d*|instruct|chat|hf|base|vision|turbo|scout|maverick|answers?|responses?|repl(?:y|ies)|outputs?|completions?|text)$/;

/** A model of Meta's, such as "Meta AI" or "meta-llama/Llama-3-70b". In capitals, META is the prefix. */
function isMetasModel(read: string): boolean {
  const words = read.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const inName = words[0] === "meta" ? 2 : 1;
  if (!MODEL.test(words.slice(0, inName).join("")) || read.includes("META")) return false;
  return words.slice(inName).every((word) => OF_MODEL.test(word));
}

/** Words that begin with it, and the company and what it sells; in capitals, META is the prefix. */
const OTHER_META =
  /^[Mm]eta(?:[- ][Aa]nal[yi]|-(?:[Aa]ware|[Cc]ogni|[Cc]omment|[Cc]ommunicat|[Dd]iscourse|[Ee]motion|[Ee]thic|[Ee]valuat|[Ff]iction|[Hh]umou?r|[Jj]udg|[Kk]nowledge|[Ll]earn|[Ll]inguist|[Mm]emor|[Nn]arrat|[Pp]ercept|[Pp]hysic|[Pp]rogram|[Rr]easoning|[Rr]egress|[Rr]eview|[Ss]tereotyp|[Ss]ynthes|[Tt]heor)|\s+(?:[Qq]uest|[Pp]latforms|[Ss]tock|[Ss]hares?|[Ii]nc)(?!\p{L})|\s*\((?:[^)]*\s)?(?:Facebook|Instagram|FB)(?!\p{L}))/u;

/** `META_` meant, but not written: participants would see the column. */
export function isShownMetadata(column: string): boolean {
  if (!isVisible(column)) return false;
  const read = asRead(column);
  if (isMetasModel(read) || OTHER_META.test(read)) return false;
  // With a separator of any kind; or in capitals before small letters or a number, as in METAx; or as in metaSource.
  if (/^[^\p{L}\p{N}]*meta[^\p{L}\p{N}]+[\p{L}\p{N}]/iu.test(read)) return true;
  if (/^[^\p{L}\p{N}]*(?:META[a-z0-9]|meta[A-Z0-9])/u.test(read)) return true;
  return MISTYPED.test(read) || MISTYPED_CAPITALS.test(read) || isMeantAsGroup(read);
}

/** What a hidden column would be called; with `META_` in front, and not twice. */
export function metaNameFor(column: string): string {
  const read = asRead(column);
  if (isMeantAsGroup(read)) return TASK_GROUP_COLUMN;
  return META_PREFIX + withoutLoneQuote(trimInvisible(column.slice(lengthOfPrefix(column))));
}

/** How much of a name is `meta` and what is around it, as a person reads it. */
function lengthOfPrefix(column: string): number {
  const [mistyped] = MISTYPED_CAPITALS.exec(column) ?? [];
  if (mistyped !== undefined) return mistyped.length;
  let read = "";
  let length = 0;
  for (const character of column) {
    const letters = inLatin(character).replace(/[^\p{L}\p{N}]/gu, "");
    if (letters !== "" && WHOLE_PREFIX.test(read)) break;
    read += letters;
    length += character.length;
  }
  return length;
}

/** Without what closes quotes or brackets at the end, if they were opened before the prefix. */
function withoutLoneQuote(name: string): string {
  const inner = withoutClosing(name);
  return /[\p{Pi}\p{Pf}\p{Ps}"'`´]/u.test(inner) ? name : inner.trim();
}

/** With an underscore, or in capitals: "Meta Description" and "meta-source" may be meant to be seen. */
const CERTAIN = /^[^\p{L}\p{N}]*(?:[Mm][Ee][Tt][Aa]_|META[\s\-.:/])/u;

/** What a page on the web says of itself: crawlers export it, and participants may be asked to judge it. */
const OF_WEB_PAGE = /^meta[_\s-](?:descriptions?|titles?|keywords?|tags?|robots)(?!\p{L})/iu;
/** Words that begin with it: OpenReview calls its review of reviews so. In capitals, META is the prefix. */
const ONE_WORD = /^[Mm]eta_(?:reviews?|analys[ei]s|learning|cognition)$/;

/** What a column is to be called that can only be meant as hidden or as the group column; undefined for any other. */
export function certainMetaName(column: string): string | undefined {
  if (isMisspeltGroupColumn(column)) return TASK_GROUP_COLUMN;
  if (!isShownMetadata(column)) return undefined;
  const read = asRead(column);
  if (isMeantAsGroup(read)) return TASK_GROUP_COLUMN;
  return CERTAIN.test(read) && !OF_WEB_PAGE.test(read) && !ONE_WORD.test(read) ? metaNameFor(column) : undefined;
}

/** The group column's name, with or without its prefix, however it is spelled. */
function isMeantAsGroup(read: string): boolean {
  const name = bare(read);
  if (editDistance(name, bare(TASK_GROUP_COLUMN)) <= SLIP_EDITS) return true;
  return editDistance(name, "TASKGROUPID") <= 1 || name === "TASKGROUP";
}

/** `META_TASK_GROUP_ID` meant, but not written: the column is hidden, and silently does not group. */
export function isMisspeltGroupColumn(column: string): boolean {
  if (isVisible(column) || column === TASK_GROUP_COLUMN) return false;
  return editDistance(bare(asRead(column)), bare(TASK_GROUP_COLUMN)) <= SLIP_EDITS;
}

/** With another word for the ID, or without the task: `META_GROUP_ID`. A group's name alone may be that of an experiment's. */
const OTHER_GROUP_NAME =
  /^META(?:GROUP(?:ING)?ID(?:ENTIFIER)?|TASKGROUP(?:IDENTIFIER|NAME|NUMBER|KEY|CODE|LABEL)|TASKGROUPING(?:ID)?)$/;

/** A hidden column that may be meant to group rows, or as metadata of them. */
export function mayBeMeantAsGroup(column: string): boolean {
  return !isVisible(column) && OTHER_GROUP_NAME.test(bare(asRead(column)));
}

/** Without case and separators. */
export function bare(name: string): string {
  return name.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Levenshtein's: insertions, deletions and substitutions; more than {@link SLIP_EDITS} where it is far. */
export function editDistance(a: string, b: string): number {
  // Names that differ this much in length are never close, and a header's names may be long.
  if (Math.abs(a.length - b.length) > SLIP_EDITS) return SLIP_EDITS + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
