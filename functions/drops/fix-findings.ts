import type { Finding } from "../validation/findings.ts";
import { describeChange } from "../validation/fix/change-words.ts";
import type { Change } from "../validation/fix/changes.ts";
import { failure } from "./findings.ts";

// What there is to say about a drop that was fixed, or could be. docs/rules.md has a section for each code.

export function fixed(changes: readonly Change[]): Finding {
  return {
    ...failure(
      "fixed",
      `The file was fixed, and the fixed file was used: ${sentence(changes)}.`,
      "The fixed file is kept next to the report. Check that its rows are what participants should see.",
    ),
    severity: "warning",
  };
}

export function fixable(changes: readonly Change[]): Finding {
  return {
    ...failure(
      "fixable",
      `All errors in the file can be fixed without guessing: ${sentence(changes)}.`,
      "The page and the command line can fix it: upload the fixed file. Or switch fix on in the stack's settings.",
    ),
    severity: "warning",
  };
}

function sentence(changes: readonly Change[]): string {
  return changes.map(describeChange).join("; ");
}
