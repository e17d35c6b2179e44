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
  const [found, ...others] = rows.filter((_, index) => begins(index));
  // A list of failures has more than one.
  return others.length === 0 ? found : undefined;
}
