import { DAMAGE_KINDS } from "./damage-kinds.ts";
import { damageOfWhole } from "./lost-values.ts";

/** What a task group's value may be in place of the group's own. The order is that of the event's value, from 1. */
export const GROUP_PROBLEMS = ["missing-value", "rounded-number", "excel-error", "object"] as const;
export type GroupProblem = (typeof GROUP_PROBLEMS)[number];

/** Longer values are none of these; assembly/row-scanner/group-value.ts has the same limit. */
export const LONGEST_JUDGED_GROUP = 24;

/** What programs and people write where there is no value, in small letters. Next to that limit are their first characters. */
export const MISSING_VALUES: ReadonlySet<string> = new Set([
  // Python, pandas and R.
  "nan",
  "nat",
  "none",
  "na",
  "n/a",
  "<na>",
  // Databases, JavaScript and others.
  "null",
  "(null)",
  "[null]",
  "nil",
  "undefined",
  "\\n",
  // Spreadsheets and statistics programs.
  "#n/a",
  "(blank)",
  "(empty)",
  "missing",
  ".",
  "-",
  "--",
  "?",
]);

/** Sodium and a name, which differ from NA and NaT only in their capitals. */
const VALUES = /^(?:Na|NAT|[Nn]at)$/;

/** What a group's value is instead of a group; undefined where nothing shows that. */
export function judgeGroup(value: string): GroupProblem | undefined {
  if (value.length > LONGEST_JUDGED_GROUP) return undefined;
  if (MISSING_VALUES.has(value.toLowerCase()) && !VALUES.test(value)) return "missing-value";
  const damage = DAMAGE_KINDS[damageOfWhole(value) - 1];
  return GROUP_PROBLEMS.find((problem) => problem === damage);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @returns a place in {@link GROUP_PROBLEMS}, from 1; 0 where nothing is wrong */
export function judgeGroupBytes(bytes: Uint8Array): number {
  if (bytes.length > LONGEST_JUDGED_GROUP) return 0;
  const problem = judgeGroup(decoder.decode(bytes));
  return problem === undefined ? 0 : GROUP_PROBLEMS.indexOf(problem) + 1;
}
