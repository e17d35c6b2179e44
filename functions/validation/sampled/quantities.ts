const NUMBER = /^-?\d+(?:[.,]\d+)?[Ee]([+-]?\d+)$/;
const FRACTION = /^-?\d+\.\d+$/;

/** No ID has as many digits. */
const LARGEST_EXPONENT_OF_ID = 20;
/** IDs are about as long as each other: those of one service have grown by a few digits over the years. */
const EXPONENTS_APART = 4;

/** Whether numbers of a column are quantities, such as masses, of which a spreadsheet rounded nothing that matters. */
export function areQuantities(texts: readonly string[]): boolean {
  const exponents = texts.flatMap((text) => NUMBER.exec(text)?.[1] ?? []).map(Number);
  if (exponents.length === 0) return false;
  const [least, most] = [Math.min(...exponents), Math.max(...exponents)];
  if (least < 0 || most > LARGEST_EXPONENT_OF_ID || most - least >= EXPONENTS_APART) return true;
  return texts.some((text) => FRACTION.test(text));
}
