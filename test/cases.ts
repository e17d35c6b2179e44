/**
 * How many cases a random test runs: all of them in `npm test`, a tenth in `npm run test:unit`, and with TEST_CASES=20 twenty
 * times as many.
 */
export function cases(count: number): number {
  return Math.ceil(count * Number(process.env.TEST_CASES ?? 1));
}
