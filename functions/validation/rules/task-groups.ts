import type { FindingsList } from "../findings-list.ts";
import type { GroupCounts } from "../scanners/row-events.ts";
import type { GroupSizes, TaskGroups } from "../validation.ts";

/**
 * Sums up the groups that were counted: how many, how large, and how many there are of each size.
 *
 * @param blankLines lines without a value, which the service takes for datapoints: they form a group together
 */
export function summariseGroups(groups: GroupCounts, blankLines: number): TaskGroups {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  const bins: number[] = [];
  const sizes = blankLines > 0 ? [...groups.values(), blankLines] : groups.values();
  const count = groups.size + (blankLines > 0 ? 1 : 0);
  for (const size of sizes) {
    smallest = Math.min(smallest, size);
    largest = Math.max(largest, size);
    const bin = Math.ceil(Math.log2(size));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const histogram = bins.flatMap((count, bin): GroupSizes[] =>
    count ? [{ ...sizesOf(bin, smallest, largest), groups: count }] : [],
  );
  return { count, smallest: count > 0 ? smallest : 0, largest, histogram };
}

/** The sizes that a bin counts, of those that there are: nothing is in a group of eight if the largest is of five. */
function sizesOf(bin: number, smallest: number, largest: number): Pick<GroupSizes, "from" | "to"> {
  const from = bin === 0 ? 1 : 2 ** (bin - 1) + 1;
  return { from: Math.max(from, smallest), to: Math.min(2 ** bin, largest) };
}

/** Grouping that groups nothing, or everything, is seldom meant. A single row is both, and says nothing. */
export function checkGroups(
  { count, largest }: TaskGroups,
  { rows, column }: { readonly rows: number; readonly column: string },
  findings: FindingsList,
): void {
  if (rows < 2 || count === 0) return;
  const place = { line: null, column };
  if (count === 1 && largest === rows) {
    findings.add("task-group-size", () => ({
      ...place,
      message: `All ${rows} rows are in one task group: one participant would complete them all in one submission.`,
      hint: "Check the column's values, unless that is intended.",
    }));
  } else if (count === rows) {
    findings.add("task-group-size", () => ({
      ...place,
      message: `Each of the ${rows} rows is a task group of its own: the column groups nothing.`,
      hint: "Give rows that belong together the same value, or remove the column.",
    }));
  }
}
