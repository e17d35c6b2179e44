import type { Outcome } from "../../drops/report.ts";
import type { Finding } from "../../validation/findings.ts";
import { plural } from "./words.ts";

type Counts = Readonly<Record<string, number>>;

/** How many problems and warnings there are, listed or not, as "3 problems, 1 warning"; empty if there are none. */
export function problemsText(findings: readonly Finding[], counts: Counts): string {
  const { errors, warnings } = countBySeverity(findings, counts);
  return [
    ...(errors > 0 ? [plural(errors, "problem")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ].join(", ");
}

/** The heading above findings. @param outcome undefined for a file that was only checked */
export function findingsTitle(findings: readonly Finding[], counts: Counts, outcome?: Outcome): string {
  if (outcome === "failed") return "What went wrong";
  const { errors, warnings } = countBySeverity(findings, counts);
  if (errors > 0) return errors === 1 ? "Fix this problem" : `Fix these ${plural(errors, "problem")}`;
  return warnings === 1 ? "Check this warning" : `Check these ${plural(warnings, "warning")}`;
}

/** Findings that are not listed have the severity of those of their code that are. */
function countBySeverity(findings: readonly Finding[], counts: Counts): { errors: number; warnings: number } {
  let errors = 0;
  let total = 0;
  for (const [code, count] of Object.entries(counts)) {
    const ofCode = findings.filter((finding) => finding.code === code);
    const ofErrors = ofCode.filter(({ severity }) => severity === "error").length;
    total += count;
    errors += ofErrors > 0 ? ofErrors + (count - ofCode.length) : 0;
  }
  return { errors, warnings: total - errors };
}
