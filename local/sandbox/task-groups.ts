import { TASK_GROUP_COLUMN } from "./columns.ts";
import { readCsvRows } from "./csv-rows.ts";
import type { Page } from "./page.ts";
import { permutation } from "./permutation.ts";

export interface TaskGroup {
  /** The column's value, or the group's number where there is no such column. */
  readonly id: string;
  readonly size: number;
  /** Its rows by their place in the file, counted from 1; no more than the first {@link ROWS_SHOWN}. */
  readonly rows: readonly number[];
}

export interface TaskGroups {
  /** What the groups were made by. */
  readonly grouped_by: "META_TASK_GROUP_ID" | "task_group_id" | "tasks_per_group" | "datapoint";
  /** All groups, whichever are on the page. */
  readonly count: number;
  readonly task_groups: readonly TaskGroup[];
}

export interface Grouping extends Page {
  readonly tasksPerGroup: number | undefined;
  /** The same seed gives the same random groups. */
  readonly seed: string;
}

const ROWS_SHOWN = 1000;

/**
 * The task groups as in the guide: by the group column if there is one, regardless of `tasksPerGroup`; else at random, with
 * that many rows each and the rest in the last group; with neither, each row is its own group.
 *
 * Memory holds the page, and with the group column the names of all groups. Rows without a value in that column form a
 * group too, since they have the same value [chosen here].
 */
export async function readTaskGroups(
  file: { path: string; datapoints: number; hasGroupingId: boolean },
  { tasksPerGroup, seed, offset, limit }: Grouping,
): Promise<TaskGroups> {
  if (!file.hasGroupingId) return groupsBySize(file.datapoints, { tasksPerGroup, seed, offset, limit });
  return { grouped_by: "META_TASK_GROUP_ID", ...(await groupsByValue(groupColumn(file.path), { offset, limit })) };
}

/** At random with `tasksPerGroup`, else one row each. */
export function groupsBySize(rows: number, { tasksPerGroup, seed, offset, limit }: Grouping): TaskGroups {
  const size = tasksPerGroup ?? 1;
  const count = Math.ceil(rows / size);
  const rowAt = tasksPerGroup === undefined ? (place: number) => place : permutation(rows, seed);
  const task_groups = range(offset, Math.min(count, offset + limit)).map((group) => {
    const first = group * size;
    const end = Math.min(rows, first + size);
    const shown = range(first, Math.min(end, first + ROWS_SHOWN)).map((place) => rowAt(place) + 1);
    return { id: String(group + 1), size: end - first, rows: shown };
  });
  return { grouped_by: tasksPerGroup === undefined ? "datapoint" : "tasks_per_group", count, task_groups };
}

/** In the order in which the groups first come. @param values the group of each row */
export async function groupsByValue(values: AsyncIterable<string>, { offset, limit }: Page) {
  const places = new Map<string, number>();
  const onPage: { id: string; size: number; rows: number[] }[] = [];
  let row = 0;
  for await (const id of values) {
    row++;
    let place = places.get(id);
    if (place === undefined) {
      place = places.size;
      places.set(id, place);
      if (place >= offset && place < offset + limit) onPage.push({ id, size: 0, rows: [] });
    }
    const group = onPage[place - offset];
    if (!group) continue;
    group.size++;
    if (group.rows.length < ROWS_SHOWN) group.rows.push(row);
  }
  return { count: places.size, task_groups: onPage };
}

async function* groupColumn(path: string): AsyncGenerator<string> {
  let column: number | undefined;
  for await (const { header, values } of readCsvRows(path)) {
    if (column === undefined) column = header.indexOf(TASK_GROUP_COLUMN);
    else yield values[column] ?? "";
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
