/**
 * How many cases a random test runs, or how long the text is that must not take too long: two fifths in `npm test`, since each
 * run has others; a tenth in `npm run test:unit`; and with TEST_CASES=20 twenty times as much.
 */
export function cases(count: number): number {
  return Math.ceil(count * Number(process.env.TEST_CASES || 0.4));
}
