import { type BytesBack, DOUBTFUL, EXCEL, OBJECT, ROUNDED } from "./damage-kinds.ts";

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
  "#BUSY!",
  "#EXTERNAL!",
  "#PYTHON!",
  "#TIMEOUT!",
  // Google Sheets.
  "#ERROR!",
  // German, French, Spanish, Italian and Portuguese.
  "#BEZUG!",
  "#WERT!",
  "#ZAHL!",
  "#ÜBERLAUF!",
  "#NV",
  "#NOM?",
  "#VALEUR!",
  "#PROPAGATION!",
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
  "#SKÄRNING!",
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
  "#ARG!",
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
  "#BÖL/0!",
  "#AD?",
  "#YOK",
  "#BOŞ!",
  "#ИМЯ?",
  "#ЗНАЧ!",
  "#ССЫЛКА!",
  "#ДЕЛ/0!",
  "#ЧИСЛО!",
  "#ПУСТО!",
  "#Н/Д",
] as const;

/** What JavaScript writes in place of an object's text. */
const OBJECT_TEXTS = [
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

const COMMA = 0x2c;
const QUOTE = 0x22;
const ENDS_CELL = new Set([COMMA, 0x0a, 0x0d, 0x22]);

/** With the quotes around it, and a byte before, within LOOK_BACK_BYTES. */
const LONGEST_WHOLE_CELL = 60;

/**
 * Excel shows a number of 12 digits or more in this way, with the decimal sign of its language, and saves what it shows: the
 * rest of an id is lost. Programs write numbers so that they took for ones with decimals, in a small e. No id has more than 21
 * digits. Quantities have such exponents too, which only the column shows: see sampled/quantities.ts.
 */
const ROUNDED_NUMBER = /^-?\d+(?:[.,]\d+)?[Ee]\+(?:1[1-9]|20)$/;

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
  if (cell.startsWith("System.") && cell.endsWith("]")) return OBJECT + DOUBTFUL;
  const lost = lostValue(cell);
  return lost === ROUNDED ? ROUNDED + DOUBTFUL : lost;
}

function textOf(reversed: readonly number[]): string {
  return decoder.decode(Uint8Array.from(reversed).reverse());
}

/** Whether a cell begins there: one in quotes at a quote, which something before it ends. @param end 1 for one in quotes */
function isWholeCell(at: BytesBack, back: number, end: number): boolean {
  const [byte, before] = [at(back), at(back + 1)];
  if (end === 0) return byte !== QUOTE;
  return byte === QUOTE && before !== QUOTE && ENDS_CELL.has(before);
}

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
