import type { SampleRecord } from "./sample.ts";

/** What a program writes when it fails, and what follows: Python, and Node and Java, which end it with the places in the code. */
const FAILURES: readonly (readonly [first: RegExp, next: RegExp])[] = [
  [/^Traceback \(most recent call last\):$/, /^ +File "/],
  [/^(?:Uncaught |Exception in thread \S+ )?[\w.]*(?:Error|Exception)\b(?:: |$)/, /^\s+at \S.*[:(]/],
];

/** Where a program wrote below the rows that it failed; undefined where it did not. */
export function findFailureBelow([, ...rows]: readonly SampleRecord[]): SampleRecord | undefined {
  const lines = rows.map(({ fields }) => fields.join(","));
  const begins = (index: number) =>
    FAILURES.some(([first, next]) => first.test(lines[index] ?? "") && next.test(lines[index + 1] ?? ""));
  const places = rows.flatMap((_, index) => (begins(index) ? [index] : []));
  // A list of failures has more than one.
  return places.length === 1 ? rows[places[0] ?? 0] : undefined;
}
