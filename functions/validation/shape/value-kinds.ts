/** What values of a kind look like: a name seldom does. */
export const VALUE_KINDS: readonly RegExp[] = [
  /^[+-]?\d+$/,
  /^[+-]?\d+[.,]\d+$/,
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/,
  /^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/,
  /^https?:\/\/\S+$/i,
  /^[^\s@]+@[^\s@]+\.[a-z]+$/i,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
];

/** More of them, which a name may look like too: times, dates in words, prices, shares and long ids. */
const OTHER_KINDS: readonly RegExp[] = [
  /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/,
  /^\p{L}{3,}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}$|^\d{1,2}(?:st|nd|rd|th|er)?\.? (?:de )?\p{L}{3,}\.?,? (?:de )?\d{4}$/u,
  /^\d{4}[年년] ?\d{1,2}[月월] ?\d{1,2}[日일]$/,
  /^[+-]?\p{Sc} ?\d[\d.,]*$|^[+-]?\d[\d.,]* ?\p{Sc}$/u,
  /^[+-]?\d+(?:[.,]\d+)? ?%$/,
  /^(?=.*\d)[0-9a-f]{24,}$/i,
];

/** Whether all values are of a kind that a name may look like too. */
export function areOfOtherKind(values: readonly string[]): boolean {
  return OTHER_KINDS.some((kind) => values.every((value) => kind.test(value)));
}

/** Whether all values are the same but for their numbers, as in `img_1.png`. */
export function differInNumbers([first = "", ...others]: readonly string[]): boolean {
  if (!/^(?=.*\d)(?=.*\p{L})\S{2,80}$/u.test(first) || new Set([first, ...others]).size <= others.length) return false;
  return others.every((value) => patternOf(value) === patternOf(first));
}

function patternOf(value: string): string {
  return value.replace(/\d+/g, "0");
}
