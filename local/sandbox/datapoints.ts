import { createReadStream } from "node:fs";
import { parse } from "csv-parse";

const GROUP_COLUMN = "META_TASK_GROUP_ID";

export type Row = Readonly<Record<string, string>>;

/** Reads an uploaded file row by row. Throws where it is not a CSV that can be told apart into rows and columns. */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const records = createReadStream(path).pipe(
    parse({ bom: true, relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] }),
  );
  let names: string[] | undefined;
  for await (const record of records as AsyncIterable<string[]>) {
    if (!names) {
      names = record;
      continue;
    }
    // A blank line is a datapoint with nothing in it [chosen here]; any other row must be as wide as the header.
    const blank = record.length === 1 && record[0] === "";
    if (!blank && record.length !== names.length) {
      throw new Error(`A row has ${record.length} fields, and the header has ${names.length}.`);
    }
    yield Object.fromEntries(names.map((name, index) => [name, record[index] ?? ""]));
  }
}

/** What processing learns of a file. */
export async function countRows(path: string): Promise<{ datapoints: number; hasGroupingId: boolean }> {
  let datapoints = 0;
  let hasGroupingId = false;
  for await (const row of readRows(path)) {
    if (datapoints === 0) {
      hasGroupingId = GROUP_COLUMN in row;
      if (!Object.keys(row).some((name) => !name.startsWith("META_"))) throw new Error("No column can be shown.");
    }
    datapoints++;
  }
  if (datapoints === 0) throw new Error("The file has no datapoints.");
  return { datapoints, hasGroupingId };
}

/** What participants see of a row: no metadata column [guide]. */
export function visibleOf(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("META_")));
}

export interface TaskGroup {
  readonly id: string;
  /** Rows by their place in the file, counted from 1. */
  readonly rows: readonly number[];
}

/**
 * The task groups, as the guide has them: by the group column where there is one, whatever `tasksPerGroup` says; else at
 * random, that many rows at a time, the last group taking what is left; with neither, each row is a group of its own.
 *
 * @param seed the same seed gives the same random groups [chosen here: a dataset keeps its groups]
 */
export async function taskGroups(path: string, tasksPerGroup: number | null, seed: string): Promise<TaskGroup[]> {
  const byColumn = new Map<string, number[]>();
  const rows: number[] = [];
  for await (const row of readRows(path)) {
    rows.push(rows.length + 1);
    const id = row[GROUP_COLUMN];
    if (id === undefined) continue;
    const group = byColumn.get(id);
    if (group) group.push(rows.length);
    else byColumn.set(id, [rows.length]);
  }
  if (byColumn.size > 0) return [...byColumn].map(([id, members]) => ({ id, rows: members }));

  const size = tasksPerGroup ?? 1;
  const order = tasksPerGroup === null ? rows : shuffled(rows, seed);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, index) => ({
    id: `group-${index + 1}`,
    rows: order.slice(index * size, (index + 1) * size),
  }));
}

/** Fisher and Yates, with a small generator (mulberry32) that a seed starts. */
function shuffled(rows: readonly number[], seed: string): number[] {
  const result = [...rows];
  let state = [...seed].reduce((hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619), 2_166_136_261);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [result[last], result[other]] = [result[other] ?? 0, result[last] ?? 0];
  }
  return result;
}
