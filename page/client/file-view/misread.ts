import type { Finding } from "../../../functions/validation/findings.ts";

/** The rules about how a table is written. Where a file breaks one, its rows are not those that somebody sees. */
const TABLE_CODES: readonly string[] = ["delimiter", "preamble", "wrapped-row"];

/** Whether a file is not read as the table that it is meant to be. */
export function isMisread(findings: readonly Finding[]): boolean {
  return has(findings, [...TABLE_CODES, "encoding"]);
}

/** Whether its rows are others than those that are meant. */
export function hasOtherRows(findings: readonly Finding[]): boolean {
  return has(findings, TABLE_CODES);
}

function has(findings: readonly Finding[], codes: readonly string[]): boolean {
  return findings.some(({ code, severity }) => severity === "error" && codes.includes(code));
}
