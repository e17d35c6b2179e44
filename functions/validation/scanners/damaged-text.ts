/** How a cell's text was damaged before it came here. The order is that of assembly/row-scanner.ts, from 1. */
export const DAMAGE_KINDS = [
  "replacement-character",
  "control-code",
  "read-as-windows-1252",
  "read-as-mac-roman",
  "excel-error",
  "rounded-number",
  "object",
  "read-as-windows-1251",
  "read-as-dos",
  "written-by-number",
  "escaped",
  "question-marks",
  "read-as-windows-1250",
  "read-as-shift-jis",
] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

const REPLACED = 1;
const CONTROL = 2;
export const WINDOWS = 3;
const MAC = 4;
const EXCEL = 5;
const ROUNDED = 6;
export const OBJECT = 7;
const CYRILLIC = 8;
const DOS = 9;
/** As R writes a character that the computer's encoding lacks: `<U+2019>`. */
export const BY_NUMBER = 10;
/** As Python, JavaScript and JSON escape a character; see {@link endsEscape}. */
export const ESCAPED = 11;
export const QUESTIONS = 12;
const CENTRAL = 13;
const SHIFT_JIS = 14;

/** What Excel writes into a cell in place of a value that could not be computed, in the languages it most often has. */
export const EXCEL_ERRORS = [
  "#NAME?",
  "#REF!",
  "#VALUE!",
  "#DIV/0!",
  "#NUM!",
  "#NULL!",
  "#N/A",
  "#SPILL!",
  "#CALC!",
  "#GETTING_DATA",
  "#FIELD!",
  "#BLOCKED!",
  "#CONNECT!",
  "#UNKNOWN!",
  // Google Sheets.
  "#ERROR!",
  // German, French, Spanish, Italian and Portuguese.
  "#BEZUG!",
  "#WERT!",
  "#ZAHL!",
  "#NV",
  "#NOM?",
  "#VALEUR!",
  "#NOMBRE!",
  "#¿NOMBRE?",
  "#¡VALOR!",
  "#¡REF!",
  "#¡NUM!",
  "#¡DIV/0!",
  "#¡NULO!",
  "#NOME?",
  "#VALORE!",
  "#RIF!",
  "#N/D",
  "#VALOR!",
  "#NÚM!",
  "#NULO!",
  // Dutch, Swedish, Danish, Norwegian and Finnish.
  "#NAAM?",
  "#WAARDE!",
  "#VERW!",
  "#DEEL/0!",
  "#GETAL!",
  "#LEEG!",
  "#N/B",
  "#NAMN?",
  "#VÄRDEFEL!",
  "#REFERENS!",
  "#DIVISION/0!",
  "#OGILTIGT!",
  "#SAKNAS!",
  "#NAVN?",
  "#VÆRDI!",
  "#REFERENCE!",
  "#I/T",
  "#VERDI!",
  "#NIMI?",
  "#ARVO!",
  "#VIITTAUS!",
  "#JAKO/0!",
  "#LUKU!",
  "#PUUTTUU!",
  // Polish, Czech, Hungarian, Turkish and Russian.
  "#NAZWA?",
  "#ADR!",
  "#DZIEL/0!",
  "#LICZBA!",
  "#N/D!",
  "#NÁZEV?",
  "#HODNOTA!",
  "#ODKAZ!",
  "#ČÍSLO!",
  "#NÉV?",
  "#ÉRTÉK!",
  "#ZÉRÓOSZTÓ!",
  "#SZÁM!",
  "#HIÁNYZIK",
  "#DEĞER!",
  "#BAŞV!",
  "#SAYI/0!",
  "#SAYI!",
  "#ИМЯ?",
  "#ЗНАЧ!",
  "#ССЫЛКА!",
  "#ДЕЛ/0!",
  "#ЧИСЛО!",
  "#Н/Д",
] as const;
/** What JavaScript writes in place of an object's text. */
export const OBJECT_TEXTS = [
  "Object",
  "Array",
  "Map",
  "Set",
  "Promise",
  "Null",
  "Undefined",
  "Function",
  "Blob",
  "File",
  "NodeList",
  "HTMLCollection",
  "HTMLElement",
  "HTMLDivElement",
  "HTMLInputElement",
].map((name) => `[object ${name}]`);
/** What nobody writes at a cell's end: an array of objects, and a function of the browser's own. */
export const OBJECT_ENDINGS = ["[object Object],[object Object]", "{ [native code] }"];
/** Arrays and lists of .NET, as PowerShell writes them, and objects and arrays of Java: `[Ljava.lang.String;@1b6d3586`. */
export const OBJECT_NAME =
  /^(?:System\.[\w.]+(?:(?:\[,*\])+|`\d\[[\w.`,[\]]+\])|(?:\[+(?:[BCDFIJSZ]|L[\w.$]+;)|[a-z][\w.$]*\.[A-Z][\w$]*)@(?=[a-f]*\d)[\da-f]{5,8})$/;
/** Where an object of Python or Ruby is in the memory, which ends its text: `<Review object at 0x7f2b1c0d3a90>`. */
export const ADDRESS = /(?: at |:)0x[\da-fA-F]{6,16}>/;
const ADDRESS_AT_END = new RegExp(`${ADDRESS.source}$`);
const LONGEST_ADDRESS = 24;

/** Windows-1252's characters for 0x80 to 0x9F; where it has none, a decoder gives the control code of the same number. */
const WINDOWS_1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index),
);
const CONTINUATIONS = new Set([...WINDOWS_1252].map((char) => char.codePointAt(0) ?? 0));

/** What a byte 0x80 to 0xBF, which goes on with a character in UTF-8, becomes in Windows-1252. */
function isContinuation(char: number): boolean {
  return (char >= 0xa0 && char <= 0xbf) || CONTINUATIONS.has(char);
}

/** What the first byte of a Greek, Cyrillic, Hebrew or Arabic letter becomes in Windows-1252. */
function startsLetter(char: number): boolean {
  return (char >= 0xce && char <= 0xd1) || (char >= 0xd7 && char <= 0xd9);
}

/** What the first byte of three becomes in Windows-1252: most scripts of Asia. */
function startsTriple(char: number): boolean {
  return char >= 0xe0 && char <= 0xef;
}

/** Latin letters after a byte 0xC3 that Mac Roman shows as a root sign. What mathematics puts after one is left out. */
function isMacLetter(char: number): boolean {
  if (char >= 0xa2 && char <= 0xff) return ![0xb2, 0xb3, 0xb5, 0xb9, 0xbc, 0xbd, 0xbe].includes(char);
  return [0x2020, 0x2022, 0x2122, 0x2202, 0x222b, 0x2260, 0x2264, 0x2265].includes(char);
}

const MAC_PUNCTUATION = [0xa2, 0xb6, 0xea, 0xeb, 0xec, 0xee, 0xf2, 0xf4, 0xf9, 0xfa];
const MAC_SIGNS = [0x2020, 0xa3, 0xa9, 0xc6, 0x221e, 0xb4, 0xaa, 0xf8, 0xb0];

/** What a byte 0x80 to 0xBF becomes in Windows-1251: signs, or letters of other languages than Russian. */
function isCyrillicContinuation(char: number): boolean {
  return (char >= 0x401 && char <= 0x40f) || (char >= 0x451 && char <= 0x45f) || char === 0x490 || char === 0x491;
}

/** Signs in Windows-1251 from 0x80 to 0xBF, which it shares with Windows-1252 but for one. */
function isCyrillicSign(char: number): boolean {
  if (char === 0x2116) return true;
  return (
    isContinuation(char) && char !== 0x192 && char !== 0x2c6 && char !== 0x2dc && !(char >= 0x152 && char <= 0x17e)
  );
}

/** What a byte 0x80 to 0xBF becomes in the code pages 437 and 850, but for what trees are drawn with. */
function isContinuationInDos(char: number): boolean {
  if ((char >= 0xa1 && char <= 0xff) || (char >= 0x2551 && char <= 0x2563) || (char >= 0x2591 && char <= 0x2593))
    return true;
  return char === 0x192 || char === 0x20a7 || char === 0x2310 || char === 0x2510 || char === 0x2524;
}

/** Added to a kind of damage where only the whole cell shows whether it is one: see rules/doubtful-text.ts. */
export const DOUBTFUL = 0x40;

/** Signs that people type after a letter: dashes, quotes, an ellipsis, a degree and a space that does not break. */
function isTyped(char: number): boolean {
  if (char === 0xa0 || char === 0xab || char === 0xb0 || char === 0xbb) return true;
  return char === 0x2026 || (char >= 0x2013 && char <= 0x201d && char !== 0x201a);
}

/** The same after a word in capitals that ends in Â or Ã, as in Portuguese and Vietnamese. */
function isTypedAfter(char: number, letter: number): boolean {
  if (char === 0xa0 || char === 0xbb) return letter === 0xc3;
  return isTyped(char) && char >= 0x2013;
}

/** A letter in a word of capitals, or a typographic quote in front of one. */
function endsCapitals(char: number): boolean {
  return (char >= 0x41 && char <= 0x5a) || char >= 0xab;
}

/** What the first byte of a Cyrillic letter becomes in Windows-1251: Р or С. */
function startsCyrillic(char: number): boolean {
  return char === 0x420 || char === 0x421;
}

/** ä, è, é, ñ, ô and ö, after the first byte, and more: not what people type after Ă. */
function isCentralSign(char: number): boolean {
  return (char >= 0xa4 && char <= 0xa9) || char === 0xb1 || (char >= 0xb4 && char <= 0xb6);
}

/**
 * Whether a character, with those before it, shows that the text was damaged: U+FFFD, a control code (U+0080 to U+009F), or
 * UTF-8 that was read in one of several encodings. Only sequences that no language writes count: `“Spaß”` and `naïve…` do not.
 *
 * @param p the character before, `pp` and `ppp` those before it; 0 where there is none
 * @returns a place in {@link DAMAGE_KINDS}, from 1, with {@link DOUBTFUL} where only the whole cell shows it; 0 where nothing is wrong
 */
export function damageOf(char: number, p: number, pp: number, ppp: number): number {
  if (char === 0xfffd) return REPLACED;
  // The same character, read as Windows-1252.
  if (char === 0xbd && p === 0xbf && pp === 0xef) return REPLACED;
  if (isContinuation(char)) {
    // Â, Ã and â begin accented letters, signs and typographic punctuation.
    if (p === 0xc2 || p === 0xc3) return isTypedAfter(char, p) && endsCapitals(pp) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (p === 0xe2) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (pp === 0xe2 && isTyped(p)) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    // A byte order mark too, but not the French «Hawaï».
    if ((p === 0xf0 && char === 0x178) || (pp === 0xef && p === 0xbb && char === 0xbf)) return WINDOWS;
    // Ä and Å begin the other Latin letters; in a text of capitals they are letters of their own.
    if ((p === 0xc4 || p === 0xc5) && pp >= 0x61 && pp <= 0x7a) return WINDOWS;
  }
  if (char >= 0x80 && char <= 0x9f) return CONTROL;
  if (isContinuation(p)) {
    if (startsLetter(char) && startsLetter(pp) && !(p >= 0xbc && p <= 0xbe)) return WINDOWS;
    if (startsTriple(char) && isContinuation(pp) && startsTriple(ppp)) return WINDOWS;
  }
  if (p === 0x221a && isMacLetter(char)) return MAC;
  if (p === 0xc4 && pp === 0x201a && MAC_PUNCTUATION.includes(char)) return MAC;
  if (p === 0xac && MAC_SIGNS.includes(char)) return MAC;
  // Two Cyrillic letters, or a typographic sign.
  if (startsCyrillic(p) && startsCyrillic(ppp) && isCyrillicSign(char)) {
    if (isCyrillicContinuation(pp) || (isCyrillicSign(pp) && !(isTyped(pp) && isTyped(char)))) return CYRILLIC;
  }
  if (p === 0x402 && pp === 0x432 && isCyrillicSign(char)) return CYRILLIC;
  // Ă and Ĺ begin accented letters in Windows-1250. A soft hyphen may follow Ă in Romanian.
  if (p === 0x102 && isCentralSign(char)) return CENTRAL;
  if (p === 0x139 && (char === 0x2122 || char === 0x2018 || char === 0x203a || char === 0xb1)) return CENTRAL;
  // 縺, 繧 and 繝 begin most characters of Japanese, in Shift-JIS.
  if (char >= 0xff61 && char <= 0xff9f && (p === 0x7e3a || p === 0x7e67 || p === 0x7e5d)) return SHIFT_JIS;
  // A letter with an accent, and not a tree that is drawn with lines; or a typographic apostrophe.
  if (p === 0x251c && isContinuationInDos(char)) return DOS;
  return char === 0xd6 && p === 0xc7 && pp === 0xd4 ? DOS : 0;
}

/** Of `\x41` and less, and of paths such as `C:\u12` and `D:\UE4`, nothing is said. */
export const ESCAPE = /\\(?:[xX][89a-fA-F]|u[\da-fA-F]{3}|U000[\da-fA-F]{4})[\da-fA-F]/;

/** Reads a byte: `at(0)` is the last one, `at(1)` the one before. */
export type BytesBack = (back: number) => number;

/** The character that ends so many bytes back, and where the one before ends; -1 for bytes that are no UTF-8. */
function characterAt(at: BytesBack, back: number): { char: number; next: number } {
  const last = at(back);
  if (last < 0x80) return { char: last, next: back + 1 };
  let char = 0;
  for (let length = 1; length <= 4; length++) {
    const byte = at(back + length - 1);
    if ((byte & 0xc0) === 0x80) {
      char |= (byte & 0x3f) << (6 * (length - 1));
      continue;
    }
    const mask = length === 2 ? 0x1f : length === 3 ? 0x0f : length === 4 ? 0x07 : 0;
    const isLead = length === lengthAfter(byte);
    return isLead
      ? { char: char | ((byte & mask) << (6 * (length - 1))), next: back + length }
      : { char: -1, next: back + length };
  }
  return { char: -1, next: back + 4 };
}

function lengthAfter(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 0;
}

/** Whether the character that ends with the last byte read shows damage, or may; see {@link damageOf}. */
export function damageEndingAt(at: BytesBack): number {
  const { char, next } = characterAt(at, 0);
  const before = characterAt(at, next);
  const second = characterAt(at, before.next);
  const third = characterAt(at, second.next);
  return damageOf(char, before.char, second.char, third.char);
}

/** Whether the escape of a character ends with the last byte read: `\xc3`, `\u00e9` or `\U0001f600`. */
export function endsEscape(at: BytesBack): boolean {
  // Asked of every byte, so that only what begins as an escape is read as text.
  if (at(3) === BACKSLASH && (at(2) === 0x78 || at(2) === 0x58)) return isEscape(at, 3);
  if (at(5) === BACKSLASH && at(4) === 0x75) return isEscape(at, 5);
  return at(9) === BACKSLASH && at(8) === 0x55 && isEscape(at, 9);
}

/** @param back where its backslash is */
function isEscape(at: BytesBack, back: number): boolean {
  const bytes = Array.from({ length: back + 1 }, (_, index) => at(back - index));
  return ESCAPE.exec(String.fromCharCode(...bytes))?.[0].length === bytes.length;
}

/** Which characters can end what {@link damageOf} finds, by their first byte; the others need no look. */
export function endsDamage(lead: number): boolean {
  return (
    lead === 0xc2 || lead === 0xc3 || lead === 0xc5 || lead === 0xc6 || lead === 0xcb || lead === 0xe2 || lead === 0xef
  );
}

const COMMA = 0x2c;
const ENDS_CELL = new Set([COMMA, 0x0a, 0x0d, 0x22]);
/** With the quotes around it, and a byte before, within LOOK_BACK_BYTES. */
const LONGEST_WHOLE_CELL = 60;
/**
 * Excel shows a number of 12 digits or more in this way, with the decimal sign of its language, and saves what it shows: the
 * rest of an id is lost. Programs write numbers so that they took for ones with decimals, in a small e.
 */
const ROUNDED_NUMBER = /^-?\d+(?:[.,]\d+)?[Ee]\+(?:1[1-9]|[2-9]\d|\d{3})$/;
/** What Excel shows, and saves, where a column is too narrow for its number or date. A longer line is drawn. */
const TOO_NARROW = /^#{4,23}$/;
export const WHOLE_CELLS: ReadonlyMap<string, number> = new Map<string, number>([
  ...EXCEL_ERRORS.map((error) => [error, EXCEL] as const),
  ...OBJECT_TEXTS.map((text) => [text, OBJECT] as const),
]);

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether the cell that ended with the last byte read, its closing quote included, stands for a value that is lost. */
export function wholeCellDamage(at: BytesBack): number {
  const end = at(0) === 0x22 ? 1 : 0;
  const bytes: number[] = [];
  for (let back = end; back < end + LONGEST_WHOLE_CELL; back++) {
    const byte = at(back);
    // Within quotes a comma may be that of decimals.
    const ends = ENDS_CELL.has(byte) && !(end === 1 && byte === COMMA);
    if (ends && !isWholeCell(at, back, end)) return 0;
    if (ends) return mayBeWhole(textOf(bytes));
    bytes.push(byte);
  }
  return endsAsObject(textOf(bytes)) ? OBJECT : 0;
}

function mayBeWhole(cell: string): number {
  return cell.startsWith("System.") && cell.endsWith("]") ? OBJECT + DOUBTFUL : lostValue(cell);
}

function textOf(reversed: readonly number[]): string {
  return decoder.decode(Uint8Array.from(reversed).reverse());
}

/** At a byte after a question mark: whether that may stand for a letter, in a word of at most nine letters before. */
export function mayBeLetter(at: BytesBack): boolean {
  const isQuestion = at(0) === QUESTION;
  if (!isQuestion && !isSmall(at(0))) return false;
  let back = 2;
  if (!isQuestion) while (back <= 10 && (isSmall(at(back) | 0x20) || at(back) === QUESTION)) back++;
  const first = at(back);
  return first <= QUOTE || first === 0x27 || first === 0x28 || first === COMMA;
}

function isSmall(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

/** Whether five digits end with the last byte read, as in the name of Java's objects. */
export function endsHash(at: BytesBack): boolean {
  return at(5) === 0x40 && /^[\da-fA-F]{5}$/.test(String.fromCharCode(at(4), at(3), at(2), at(1), at(0)));
}

/** Whether an object's address in the memory ends with the last byte read, which is `>`. */
export function endsAddress(at: BytesBack): boolean {
  // Asked of every such byte, so that only what follows a digit is read as text.
  if (!/[\da-fA-F]/.test(String.fromCharCode(at(1)))) return false;
  const bytes = Array.from({ length: LONGEST_ADDRESS }, (_, index) => at(LONGEST_ADDRESS - 1 - index));
  return ADDRESS_AT_END.test(String.fromCharCode(...bytes));
}

/** Whether a cell begins there: one in quotes at a quote, which something before it ends. @param end 1 for one in quotes */
function isWholeCell(at: BytesBack, back: number, end: number): boolean {
  const [byte, before] = [at(back), at(back + 1)];
  if (end === 0) return byte !== QUOTE;
  return byte === QUOTE && before !== QUOTE && ENDS_CELL.has(before);
}

const QUOTE = 0x22;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;

function endsAsObject(cell: string): boolean {
  return OBJECT_ENDINGS.some((ending) => cell.endsWith(ending));
}

/** What a cell as a whole stands for: a place in {@link DAMAGE_KINDS}, from 1; 0 where nothing is wrong. */
export function damageOfWhole(cell: string): number {
  return OBJECT_NAME.test(cell) ? OBJECT : lostValue(cell);
}

function lostValue(cell: string): number {
  if (TOO_NARROW.test(cell)) return EXCEL;
  if (endsAsObject(cell)) return OBJECT;
  return WHOLE_CELLS.get(cell) ?? (ROUNDED_NUMBER.test(cell) ? ROUNDED : 0);
}
