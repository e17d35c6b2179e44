import type { SampleRecord } from "./sample.ts";
import { areNames } from "./table.ts";

const NUMBERED = /^((?:column|col|field|unnamed:|var|v|x|f|c|_c)?[ _.]?)(\d+)$/i;

/** Whether names are those that a program gives to columns without one; one of them may be a title. */
export function areNumbered(record: SampleRecord | undefined): boolean {
  const others = record?.fields.filter((name) => !NUMBERED.test(name.trim())) ?? [];
  return record !== undefined && others.length <= 1 && others.length < record.fields.length;
}

/** Whether names are numbered one after the other, from 0 or 1. */
export function areCounted(names: readonly string[]): boolean {
  const parts = names.map((name) => NUMBERED.exec(name.trim()));
  const [prefix, first] = [parts[0]?.[1], Number(parts[0]?.[2])];
  return first <= 1 && parts.every((part, place) => part?.[1] === prefix && Number(part?.[2]) === first + place);
}

/** Whether names are 0, 1, 2 and so on, as pandas gives them. */
export function areCountedFromZero(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name, place) => name.trim() === String(place));
}

/** Whether names are A, B, C and so on, as a spreadsheet shows them above its columns. */
export function areLetters(names: readonly string[]): boolean {
  return names.length > 1 && names.every((name, place) => name === LETTERS[place]);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What pandas, readr, R and SheetJS call a column without a name. */
const NAMES_BY_PLACE: readonly ((place: number) => string)[] = [
  (place) => `Unnamed: ${place}`,
  (place) => `...${place + 1}`,
  (place) => (place === 1 ? "X" : `X.${place - 1}`),
  (place) => (place === 1 ? "__EMPTY" : `__EMPTY_${place - 1}`),
];

/** Whether a program gave all names but the first, which may be a title. */
export function areOfProgram([first = "", ...others]: readonly string[]): boolean {
  if (first === "" || others.length === 0) return false;
  return NAMES_BY_PLACE.some((nameAt) => others.every((name, index) => name === nameAt(index + 1)));
}

/** Whether such a first name is no name itself. */
export function isTitleOfProgram({ fields }: SampleRecord): boolean {
  return areOfProgram(fields) && !areNames(fields.slice(0, 1));
}
