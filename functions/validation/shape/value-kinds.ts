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
