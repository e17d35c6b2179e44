import * as z from "zod";
import type { DatasetStore } from "../dataset-store.ts";
import type { Values } from "./check-record.ts";
import { readLines } from "./read-lines.ts";
import { endedImports } from "./timeline.ts";
import type { TypedDataset } from "./typed-dataset.ts";

const storedValues = z.array(z.string().nullable());

/** A record that was taken, with its place in the dataset, counted from 1. */
export interface StoredRecord {
  readonly row: number;
  readonly values: Values;
}

/** The records of all imports that have ended, in their order. @param offset how many are left out first */
export async function* readStoredRecords(
  dataset: TypedDataset,
  { store, now, offset = 0 }: { store: DatasetStore; now: number; offset?: number },
): AsyncGenerator<StoredRecord> {
  let row = 0;
  for (const { id, written } of endedImports(dataset.imports, now)) {
    if (written === 0 || row + written <= offset) {
      row += written;
      continue;
    }
    for await (const line of readLines(store.importPaths(dataset.id, id).records)) {
      if (++row > offset) yield { row, values: storedValues.parse(JSON.parse(line)) };
    }
  }
}

/** All of them by the names of their fields; without the fields that a record lacks. */
export async function recordsByField(dataset: TypedDataset, view: { store: DatasetStore; now: number }) {
  const records: Record<string, string>[] = [];
  for await (const { values } of readStoredRecords(dataset, view)) records.push(byField(dataset, values));
  return records;
}

function byField({ schema }: TypedDataset, values: Values): Record<string, string> {
  const pairs = schema.fields.flatMap(([name], index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
