import { expect } from "vitest";
import type { Finding } from "../../../functions/validation/findings.ts";

/** What a finding has to say: values that its message names, and words of its advice. */
export type SaidCase = readonly [
  finding: Finding,
  code: string,
  severity: string,
  seen: readonly string[],
  advice: readonly string[],
];

/** Expects a finding about no line in particular, in whole sentences. @param sentence how one begins and ends */
export function expectSaid([finding, code, severity, seen, advice]: SaidCase, sentence = /^[A-Z].+\.$/): void {
  expect(finding).toMatchObject({ code, severity, line: null, column: null });
  for (const text of [finding.message, finding.hint]) expect(text).toMatch(sentence);
  for (const value of seen) expect(finding.message).toContain(value);
  for (const word of advice) expect(finding.hint).toContain(word);
}
