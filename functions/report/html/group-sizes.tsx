import { numberText } from "../../validation/number-text.ts";
import type { GroupSizes, TaskGroups } from "../../validation/validation.ts";
import { plural } from "./words.ts";

/** The task groups that the file defines, in a sentence. */
export function groupsText({ count, smallest, largest }: TaskGroups): string {
  const sizes = smallest === largest ? plural(largest, "row") : `${numberText(smallest)} to ${plural(largest, "row")}`;
  return `${plural(count, "task group")} of ${sizes}. A participant completes a whole group in one submission.`;
}

/** A range of sizes, as a bar's label or in a table. */
export function rangeText({ from, to }: GroupSizes): string {
  return from === to ? numberText(from) : `${numberText(from)}–${numberText(to)}`;
}

/** How many groups have which size. */
export function GroupSizesTable({ groups }: { groups: TaskGroups }) {
  return (
    <table class="sizes">
      <thead>
        <tr>
          <th scope="col">Rows in a group</th>
          <th scope="col">Groups</th>
        </tr>
      </thead>
      <tbody>
        {groups.histogram.map((sizes) => (
          <tr key={sizes.from}>
            <th scope="row">{rangeText(sizes)}</th>
            <td>{numberText(sizes.groups)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
