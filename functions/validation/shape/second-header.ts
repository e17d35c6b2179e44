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
  if (isRule(fields, names, rows)) return "rule";
  if (isExample(fields)) return "example";
  return areSplitNames(fields, names, rows) ? "split" : undefined;
}

const IN_BRACKETS = /^(?:\[[^[\]]{1,12}\]|\([^()]{1,12}\))$/;
const UNIT =
  /^(?:[munk]?[mgsl]|[cd]m|sec|secs|seconds|min|mins|minutes|h|hrs|hours|days|years|%|°[CF]|deg ?[CF]|K|[kM]?Hz|bpm|mmHg|€|\$|£|EUR|USD|GBP|px|kB|MB)$/;
const NO_UNIT = /^[-–—]?$/;

/** Units in brackets, or above numbers; and nothing else. */
function areUnits(fields: readonly string[], names: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isUnit = (field: string, place: number) => {
    if (!IN_BRACKETS.test(field)) return UNIT.test(field) && areNumbersIn(rows, place);
    const inner = field.slice(1, -1);
    return /\D/.test(inner) && (UNIT.test(inner) || /[%/°]/.test(inner) || areNumbersIn(rows, place));
  };
  const texts = fields.map((field) => field.trim());
  const units = texts.filter(isUnit);
  if (units.length < 2 || names.some(isNumber) || !texts.every((text) => NO_UNIT.test(text) || units.includes(text)))
    return false;
  const isValue = (field: string) => IN_BRACKETS.test(field) || units.includes(field);
  return !rows.some((row) => row.fields.some((field) => isValue(field.trim())));
}

/** Fewer could be a first row of numbers. */
const FEWEST_COLUMNS = 3;

/** The columns' numbers, from 1, where at least two columns have texts in all rows and none is such a number. */
function areColumnNumbers(fields: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isCounted = fields.every((field, place) => new RegExp(`^\\(?${place + 1}\\)?$`).test(field.trim()));
  if (fields.length < FEWEST_COLUMNS || !isCounted || rows.length < 2) return false;
  if (rows.some((row) => row.fields.some((field) => /^\(?\d+\)?$/.test(field.trim())))) return false;
  const areTexts = (place: number) => rows.every((row) => /\p{L}/u.test(row.fields[place] ?? ""));
  return fields.filter((_, place) => areTexts(place)).length > 1;
}

/** Equals signs below each name, as many as it has characters at least. Operators are signs in other rows too. */
function isRule(fields: readonly string[], names: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isLine = (field: string, place: number) => /^={2,}$/.test(field) && field.length >= (names[place]?.length ?? 0);
  return fields.every(isLine) && !rows.some((row) => row.fields.some((field) => /^[^\p{L}\d\s]+$/u.test(field)));
}

const EXAMPLE = /^(?:e\.g\. |example: |z\. ?B\. |p\. ?ex\. |p\. ?ej\. )/i;
const DELETE_EXAMPLE =
  /\bexample (?:row|line)\b\s*[-–—,:;(]\s*(?:please )?(?:delete|remove)\b|^\(?(?:please )?(?:delete|remove) this example (?:row|line)/i;

/** As forms have it for people who fill them in. */
function isExample(fields: readonly string[]): boolean {
  const filled = fields.filter((field) => field.trim() !== "");
  return (
    (filled.length > 2 && filled.every((field) => EXAMPLE.test(field.trim()))) ||
    fields.some((field) => DELETE_EXAMPLE.test(field))
  );
}

const MISSING = /^(?:NA|N\/A|nan|null|none)$/i;

/**
 * Names in two rows: a spreadsheet's merged cells are above those of each column, as `Ratings,,` is over `helpful,honest,kind`. A
 * column of its own has a name above numbers there, or none.
 */
function areSplitNames(fields: readonly string[], names: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isMerged = (place: number) => isRestOfMerged(names, place);
  const merged = names.flatMap((_, place) => (isMerged(place) ? [place] : []));
  const filled = fields.filter((field) => field.trim() !== "");
  if (merged.length === 0 || rows.length < 2 || !areNames(filled) || filled.some((field) => MISSING.test(field)))
    return false;
  const mayBeName = (field: string, place: number) =>
    field.trim() === "" ? !isMerged(place) : isMerged(place) || isMerged(place + 1) || areNumbersIn(rows, place);
  return fields.every(mayBeName) && merged.some((place) => areNumbersIn(rows, place));
}

/** A name that is missing, or that pandas made of the one before it. */
function isRestOfMerged(names: readonly string[], place: number): boolean {
  const name = names[place]?.trim() ?? "";
  const [, base = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
  return (
    place > 0 && (name === "" || /^Unnamed: \d+$/.test(name) || (base !== "" && names.slice(0, place).includes(base)))
  );
}
