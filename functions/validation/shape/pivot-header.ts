import { hasSeveralWords, isYear } from "./table.ts";

const WORD = /^\p{L}[\p{L}\p{M}_-]*$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const QUANTILES = [0, 1, 2.5, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 97.5, 99, 99.9, 100] as const;
const MEDIAN = 50;
/** Fewer numbers are in order by chance. */
const FEWEST_NUMBERS = 3;
const DAY = 86_400_000;

/**
 * Whether names are those of a table that was pivoted: a word above texts, and next to it counts, years, dates or quantiles in
 * order, or words that are the only ones in the cells below.
 *
 * @param rows those below, of as many values
 */
export function isPivotHeader(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const [name = "", ...others] = names;
  const texts = rows.map(([text = ""]) => text);
  if (!WORD.test(name) || texts.includes(name) || others.length < 2) return false;
  const cells = rows.map(([, ...rest]) => rest);
  if (isSeries(others)) return !isMostly(cells, isSeries) || isOtherwiseWritten(name, texts);
  return isOfWords(others, cells) && (texts.every(hasSeveralWords) || isOneHot(others, cells));
}

/** Numbers or dates that nobody writes next to each other but as names. */
function isSeries(values: readonly string[]): boolean {
  if (values.every((value) => DATE.test(value))) return hasEvenSteps(values);
  const numbers = values.map((value) => (/^\d+(?:\.\d+)?$|^\.\d+$/.test(value) ? Number(value) : Number.NaN));
  if (!isAscending(numbers)) return false;
  if (values.every(isYear)) return true;
  return values.length >= FEWEST_NUMBERS && (isCount(numbers) || isQuantiles(numbers));
}

function isCount([first = Number.NaN, ...rest]: readonly number[]): boolean {
  return (first === 0 || first === 1) && rest.every((number, index) => number === first + index + 1);
}

/** In percent, or as parts of 1. */
function isQuantiles(numbers: readonly number[]): boolean {
  return [1, 100].some((scale) => {
    const known = new Set(QUANTILES.map((quantile) => quantile / scale));
    return numbers.includes(MEDIAN / scale) && numbers.every((number) => known.has(number));
  });
}

/** The same number of days, or of months, from each date to the next. */
function hasEvenSteps(dates: readonly string[]): boolean {
  const days = dates.map((date) => Date.parse(date) / DAY);
  const months = dates.map((date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)));
  const isOneDay = new Set(dates.map((date) => date.slice(8))).size === 1;
  return isAscending(days) && (new Set(steps(days)).size === 1 || (isOneDay && new Set(steps(months)).size === 1));
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number) => !Number.isNaN(number)) && steps(numbers).every((step) => step > 0);
}

function steps(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0));
}

function isMostly<T>(all: readonly T[], test: (one: T) => boolean): boolean {
  return all.filter(test).length > all.length / 2;
}

/** A word in small letters above names, or sentences. */
function isOtherwiseWritten(name: string, texts: readonly string[]): boolean {
  return texts.every(hasSeveralWords) || (/^\p{Ll}/u.test(name) && texts.every((text) => !/^\p{Ll}/u.test(text)));
}

function isOfWords(names: readonly string[], cells: readonly (readonly string[])[]): boolean {
  const words = new Set(names);
  return words.size === names.length && !words.has("") && cells.flat().every((cell) => cell === "" || words.has(cell));
}

/** Whether each column has its name in some cells, and nothing in the others. */
function isOneHot(names: readonly string[], cells: readonly (readonly string[])[]): boolean {
  return names.every((name, place) => {
    const column = cells.map((row) => row[place]);
    return column.includes("") && column.every((cell) => cell === "" || cell === name);
  });
}
