import { useId, useState } from "preact/hooks";
import { isTyped } from "../../../functions/report/html/field-words.ts";
import { GroupSizesTable, groupsText } from "../../../functions/report/html/group-sizes.tsx";
import { plural } from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import type { FileSummary, GroupSizes } from "../../../functions/validation/validation.ts";
import { GroupSizesPlot } from "./group-sizes-plot.tsx";

/** The groups that the file defines, or those that a batch would make from its rows. */
export function TaskGroupsView({ file: { rows, columns, taskGroups } }: { file: FileSummary }) {
  if (!taskGroups) return <TasksPerGroup rows={rows} columns={columns} />;
  return (
    <>
      <p>{groupsText(taskGroups)}</p>
      <GroupSizesPlot sizes={taskGroups.histogram} />
      <details>
        <summary>Show as a table</summary>
        <GroupSizesTable groups={taskGroups} />
      </details>
    </>
  );
}

/** Shows the effect of `tasks_per_group` on a file without a group column. */
function TasksPerGroup({ rows, columns }: Pick<FileSummary, "rows" | "columns">) {
  const [typed, setTyped] = useState("5");
  const input = useId();
  const size = Number(typed);
  const isSize = Number.isInteger(size) && size >= 1;
  return (
    <>
      <p>
        {isTyped(columns) ? (
          columns.some(({ type }) => type === "task_group_id") ? (
            "No row names its task group"
          ) : (
            "No field is the task group"
          )
        ) : (
          <>
            The file has no <code>META_TASK_GROUP_ID</code> column
          </>
        )}
        , so the rows are grouped at random. The batch's <code>tasks_per_group</code> sets how many rows go into each
        group. Without it, each row is its own group.
      </p>
      <p class="tasks-per-group">
        <label for={input}>
          With <code>tasks_per_group</code>
        </label>{" "}
        <input
          id={input}
          type="number"
          min={1}
          max={rows}
          step={1}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />{" "}
        <output for={input}>{isSize ? groupedText(rows, size) : "enter a whole number of 1 or more"}</output>
      </p>
      {isSize && <GroupSizesPlot sizes={groupedSizes(rows, size)} />}
    </>
  );
}

function groupedText(rows: number, size: number): string {
  const whole = Math.floor(rows / size);
  const last = rows % size;
  if (whole === 0) return `there is one group of ${plural(last, "row")}.`;
  if (last === 0) return `there ${whole === 1 ? "is" : "are"} ${plural(whole, "group")} of ${plural(size, "row")}.`;
  const most = whole === 1 ? "one" : numberText(whole);
  return `there are ${plural(whole + 1, "group")}: ${most} of ${plural(size, "row")} and one of ${numberText(last)}.`;
}

function groupedSizes(rows: number, size: number): GroupSizes[] {
  const whole = Math.floor(rows / size);
  const last = rows % size;
  return [
    ...(last > 0 ? [{ from: last, to: last, groups: 1 }] : []),
    ...(whole > 0 ? [{ from: size, to: size, groups: whole }] : []),
  ];
}
