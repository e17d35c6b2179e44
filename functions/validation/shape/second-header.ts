import type { SampleRecord } from "./sample.ts";
import { areNames, areNumbersIn, isNumber } from "./table.ts";

/** What people and programs write below the names, for a reader of the table. */
export type SecondHeader = "units" | "numbers" | "rule" | "example" | "split";

/** @param header of more than one column */
export function findSecondHeader(
  { fields: names }: SampleRecord,
  { fields }: SampleRecord,
  rows: readonly SampleRecord[],
): SecondHeader | undefined {
  if (names.length < 2 || fields.length !== names.length || rows.length === 0) return undefined;
  if (areUnits(fields, names, rows)) return "units";
  if (areColumnNumbers(fields, rows)) return "numbers";
  if (fields.every((field) => /^={2,}$/.test(field.trim()))) return "rule";
  if (isExample(fields)) return "example";
  return areSplitNames(fields, names, rows) ? "split" : undefined;
}

const IN_BRACKETS = /^(?:\[[^[\]]{1,12}\]|\([^()]{1,12}\))$/;
const UNIT =
  /^(?:[munk]?[mgsl]|[cd]m|sec|secs|seconds|min|mins|minutes|h|hrs|hours|days|years|%|°[CF]|deg ?[CF]|K|[kM]?Hz|bpm|mmHg|€|\$|£|EUR|USD|GBP|px|kB|MB)$/;
const NO_UNIT = /^[-–—]?$/;

/** Units in brackets, or above numbers; and nothing else. */
function areUnits(fields: readonly string[], names: readonly string[], rows: readonly SampleRecord[]): boolean {
  const units = fields.map((field) => field.trim());
  const inBrackets = units.filter((unit) => IN_BRACKETS.test(unit) && /\D/.test(unit.slice(1, -1)));
  const aboveNumbers = units.filter((unit, place) => UNIT.test(unit) && areNumbersIn(rows, place));
  if (!units.every((unit) => NO_UNIT.test(unit) || inBrackets.includes(unit) || aboveNumbers.includes(unit)))
    return false;
  const isValue = (field: string) => IN_BRACKETS.test(field) || (units.includes(field) && !NO_UNIT.test(field));
  const isAgain = rows.some((row) => row.fields.some((field) => isValue(field.trim())));
  return inBrackets.length + aboveNumbers.length > 1 && !isAgain && !names.some(isNumber);
}

/** Fewer could be a first row of numbers. */
const FEWEST_COLUMNS = 3;

/** The columns' numbers, from 1, where at least two columns have texts in all rows. */
function areColumnNumbers(fields: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isCounted = fields.every((field, place) => new RegExp(`^\\(?${place + 1}\\)?$`).test(field.trim()));
  if (fields.length < FEWEST_COLUMNS || !isCounted || rows.length < 2) return false;
  const areTexts = (place: number) => rows.every((row) => /\p{L}/u.test(row.fields[place] ?? ""));
  return fields.filter((_, place) => areTexts(place)).length > 1;
}

const EXAMPLE = /^(?:e\.g\.|for example|example:|z\. ?B\.|p\. ?ex\.|p\. ?ej\.)/i;
/** A note, and no text that is to be judged. */
const DELETE_EXAMPLE =
  /^(?=.{1,80}$).*(?:\bexample (?:row|line)\b.*\b(?:delete|remove)\b|\b(?:delete|remove)\b.*\bexample (?:row|line)\b)/i;

/** As forms have it for people who fill them in. */
function isExample(fields: readonly string[]): boolean {
  const filled = fields.filter((field) => field.trim() !== "");
  return (
    (filled.length > 1 && filled.every((field) => EXAMPLE.test(field.trim()))) ||
    fields.some((field) => DELETE_EXAMPLE.test(field))
  );
}

/** Names in two rows: a spreadsheet's merged cells are above those of each column, as `Ratings,,` is over `helpful,honest,kind`. */
function areSplitNames(fields: readonly string[], names: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isMerged = (place: number) => isRestOfMerged(names, place);
  const merged = names.flatMap((_, place) => (isMerged(place) ? [place] : []));
  const filled = fields.filter((field) => field.trim() !== "");
  if (merged.length === 0 || !areNames(filled) || !merged.every((place) => fields[place]?.trim())) return false;
  return merged.some((place) => rows.length > 1 && areNumbersIn(rows, place));
}

/** A name that is missing, or that pandas made of the one before it. */
function isRestOfMerged(names: readonly string[], place: number): boolean {
  const name = names[place]?.trim() ?? "";
  const [, base = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
  return (
    place > 0 && (name === "" || /^Unnamed: \d+$/.test(name) || (base !== "" && names.slice(0, place).includes(base)))
  );
}
