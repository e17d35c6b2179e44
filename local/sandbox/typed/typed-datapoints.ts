import { isShown } from "../../../functions/validation/schema/dataset-schema.ts";
import type { DatasetStore } from "../dataset-store.ts";
import type { Page } from "../page.ts";
import { type Grouping, groupsBySize, groupsByValue, type TaskGroups } from "../task-groups.ts";
import type { Values } from "./check-record.ts";
import { recordCount } from "./describe-typed.ts";
import { readStoredRecords } from "./stored-records.ts";
import type { TypedDataset } from "./typed-dataset.ts";

/** When and where a dataset is looked at. */
export interface View {
  readonly store: DatasetStore;
  readonly now: number;
}

/** A page of what participants see, and next to it what comes back in the results alone; in the schema's order. */
export async function readTypedDatapoints(dataset: TypedDataset, view: View, { offset, limit }: Page) {
  const datapoints: { row: number; visible: ValueOfField[]; hidden: ValueOfField[] }[] = [];
  for await (const { row, values } of readStoredRecords(dataset, { ...view, offset })) {
    if (row > offset + limit) break;
    const all = valuesOf(dataset, values);
    datapoints.push({
      row,
      visible: all.filter(({ type }) => isShown(type)),
      hidden: all.filter(({ type }) => !isShown(type)),
    });
  }
  return datapoints;
}

type ValueOfField = ReturnType<typeof valuesOf>[number];

function valuesOf({ schema }: TypedDataset, values: Values) {
  return schema.fields.map(([field, { type, label = field }], index) => ({
    field,
    type,
    label,
    value: values[index] ?? null,
  }));
}

/** By the field of the type `task_group_id`, else as in version 3. Records without a value in it form a group too. */
export async function readTypedGroups(dataset: TypedDataset, view: View, grouping: Grouping): Promise<TaskGroups> {
  const place = dataset.schema.fields.findIndex(([, { type }]) => type === "task_group_id");
  if (place < 0) return groupsBySize(recordCount(dataset, view.now), grouping);
  async function* groups() {
    for await (const { values } of readStoredRecords(dataset, view)) yield values[place] ?? "";
  }
  return { grouped_by: "task_group_id", ...(await groupsByValue(groups(), grouping)) };
}
