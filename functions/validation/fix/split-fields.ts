import { findSplitValues, opensValue } from "../rules/split-value.ts";
import type { Oddity } from "./file-record.ts";

/** Places of a record's fields that may be parts of one field, of which one has a quote that is not as RFC 4180 has it. */
export function splitFields(
  fields: readonly string[],
  quoted: readonly number[],
  oddities: readonly Oddity[],
  unexplained: readonly number[],
): number[] {
  const split = oddities.length > 0 ? partsOfValues(fields, quoted, oddities, unexplained) : [];
  if (oddities.length > 1) split.push(...splitByCommas(fields, quoted));
  return split;
}

/**
 * Places of fields without quotes around them that have a quote each, and may be one field: `say "hi, there"`. Inches are none:
 * `5" pipe, 6" rod`.
 */
function splitByCommas(fields: readonly string[], quoted: readonly number[]): number[] {
  const inQuotes = new Set(quoted);
  const hasOpenQuote = (place: number) => {
    const quotes = inQuotes.has(place) ? [] : (fields[place]?.match(/(?<!\d)"/g) ?? []);
    return quotes.length % 2 === 1;
  };
  return fields.flatMap((_, place) => (hasOpenQuote(place) && hasOpenQuote(place + 1) ? [place, place + 1] : []));
}

/**
 * Places of fields that are parts of JSON or a list, of which one has a quote that is not as RFC 4180 has it. A part that is in
 * quotes of its own is none of them.
 */
function partsOfValues(
  fields: readonly string[],
  quoted: readonly number[],
  oddities: readonly Oddity[],
  unexplained: readonly number[],
): number[] {
  // Most rows have none, and need no closer look.
  if (!fields.some(opensValue)) return [];
  const left = new Set(unexplained);
  const whole = new Set(quoted.filter((place) => !left.has(place)));
  const odd = new Set([...left, ...oddities.map(({ place }) => place)]);
  return findSplitValues(fields.map((field, place) => (whole.has(place) ? "" : field))).flatMap(({ from, to }) => {
    const places = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return places.some((place) => odd.has(place)) ? places.filter((place) => !whole.has(place)) : [];
  });
}
