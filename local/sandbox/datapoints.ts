import { isVisible } from "./columns.ts";
import { type CsvRow, readCsvRows } from "./csv-rows.ts";
import type { Page } from "./page.ts";

type Fields = Readonly<Record<string, string>>;

/** A row, in both of its views. */
export interface Datapoint {
  /** Its place in the file, counted from 1; the header is not counted. */
  readonly row: number;
  /** What participants see [guide]. */
  readonly visible: Fields;
  /** What the results hold [guide]. */
  readonly all: Fields;
}

/** A page of a file's datapoints. Reads no further than to its end, and holds no more than the page. */
export async function readDatapoints(path: string, { offset, limit }: Page): Promise<Datapoint[]> {
  const datapoints: Datapoint[] = [];
  // The header, as row 0, comes before the first of them.
  let row = -1;
  for await (const fields of readCsvRows(path)) {
    row++;
    if (row > offset + limit) break;
    if (row > offset) {
      datapoints.push({ row, visible: fieldsOf(fields, isVisible), all: fieldsOf(fields, () => true) });
    }
  }
  return datapoints;
}

function fieldsOf({ header, values }: CsvRow, isWanted: (column: string) => boolean): Fields {
  return Object.fromEntries(
    header.flatMap((column, index) => (isWanted(column) ? [[column, values[index] ?? ""]] : [])),
  );
}
