import { HEADER_LINE, type RowEvent } from "../scanners/row-events.ts";
import { readRecord } from "./explain-record.ts";
import type { Met } from "./met.ts";

/** Whether participants see the same in a row as in the header. */
export function isHeaderAgain({ kind, value }: RowEvent): boolean {
  return kind === "duplicate-row" && value === HEADER_LINE;
}

/**
 * Whether what a scanner met is a row that is the same as the header: files were concatenated. Each may have come with a byte
 * order mark of its own.
 */
export function isRepeatedHeader({ event, around }: Met, names: readonly string[]): boolean {
  const isMarked = event.kind === "byte-order-mark" && event.column === 0;
  return (isHeaderAgain(event) || isMarked) && isSame(readRecord(around), names);
}

function isSame(record: readonly string[] | undefined, names: readonly string[]): boolean {
  const fields = record?.map((field, index) => (index === 0 ? field.replace(/^\ufeff/, "") : field));
  return fields?.length === names.length && names.every((name, index) => fields[index] === name);
}
