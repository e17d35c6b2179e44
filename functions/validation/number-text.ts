/** A whole number with thousands separators. Loading a locale for it would take as long as validating a small file. */
export function numberText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
