import { withoutMark } from "../byte-order-mark.ts";
import { type FileColumns, isShownIn, summaryOrder } from "../file-columns.ts";
import type { FileFormat } from "../file-format.ts";
import { FindingsList } from "../findings-list.ts";
import { type HeaderBytes, HeaderReader } from "../header-reader.ts";
import { readRecord } from "../rules/explain-record.ts";
import { readColumnNames } from "../rules/header-rules.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { RecordSplitter } from "./record-splitter.ts";
import { RowSplitter } from "./row-splitter.ts";

/** A row as participants see it. The values are in the order of the file summary's columns. */
export interface Datapoint {
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly visible: readonly string[];
  readonly hidden: readonly string[];
}

export interface DatapointsQuery {
  /** The number of the datapoint after which reading starts; 0 for the first one. */
  readonly after: number;
  /** How many are read at most. */
  readonly limit: number;
  /** Only datapoints with a value that contains this text, in any case; empty for all. */
  readonly search: string;
}

export interface DatapointsPage {
  readonly datapoints: readonly Datapoint[];
  /** Whether the file has more of them; with a search, there may be none that match. */
  readonly hasMore: boolean;
}

export interface DatapointsFormat {
  readonly format: FileFormat;
  /** Of a typed file. */
  readonly schema: DatasetSchema | undefined;
}

/** How much of a value is shown, in characters. */
const VALUE_LENGTH = 10_000;

/**
 * Reads some datapoints of a valid file, from the first on. Reading ends as soon as they are found. It runs in browsers too.
 *
 * @param file the bytes of the whole file, as validation accepted them
 */
export async function readDatapoints(
  file: AsyncIterable<Uint8Array>,
  { format, schema }: DatapointsFormat,
  query: DatapointsQuery,
): Promise<DatapointsPage> {
  const rows = format === "jsonl" && schema ? new JsonLinesRows(schema) : new CsvFileRows(schema);
  const found = new FoundDatapoints(query);
  for await (const chunk of file) {
    for (const row of rows.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))) {
      if (found.isFullBefore(row, rows.columns)) return { datapoints: found.datapoints, hasMore: true };
    }
  }
  for (const row of rows.end()) {
    if (found.isFullBefore(row, rows.columns)) return { datapoints: found.datapoints, hasMore: true };
  }
  return { datapoints: found.datapoints, hasMore: false };
}

class FoundDatapoints {
  readonly datapoints: Datapoint[] = [];
  readonly #query: DatapointsQuery;
  readonly #wanted: string;
  /** As a row has it, where each quote is doubled. */
  readonly #wantedInRow: string;
  readonly #decoder = new TextDecoder();
  #number = 0;

  constructor(query: DatapointsQuery) {
    this.#query = query;
    this.#wanted = foldCase(query.search);
    this.#wantedInRow = this.#wanted.replaceAll('"', '""');
  }

  /** Keeps the row if it is wanted. @returns whether there were enough before it */
  isFullBefore(row: Uint8Array, columns: RowColumns): boolean {
    this.#number++;
    if (this.#number <= this.#query.after) return false;
    if (this.datapoints.length === this.#query.limit) return true;
    // Parsing takes many times as long as this.
    if (this.#wanted !== "" && !foldCase(this.#decoder.decode(row)).includes(this.#wantedInRow)) return false;
    const datapoint = { number: this.#number, ...valuesOf(row, columns) };
    if (this.#wanted === "" || contains(datapoint, this.#wanted)) this.datapoints.push(cut(datapoint));
    return false;
  }
}

/** The places of a row's values, in the order of the file summary. */
interface RowColumns {
  readonly visible: readonly number[];
  readonly hidden: readonly number[];
}

function placesOf(columns: FileColumns): RowColumns {
  const isVisible = (place: number) => isShownIn(columns.schema, columns.names[place] ?? "");
  const order = summaryOrder(columns);
  return { visible: order.filter(isVisible), hidden: order.filter((place) => !isVisible(place)) };
}

/** Rows as bytes of a CSV, without their line ends. */
interface FileRows {
  /** Of the rows that were read. */
  readonly columns: RowColumns;
  push(chunk: Uint8Array): Iterable<Uint8Array>;
  end(): Iterable<Uint8Array>;
}

class CsvFileRows implements FileRows {
  columns: RowColumns = { visible: [], hidden: [] };
  readonly #schema: DatasetSchema | undefined;
  readonly #splitter = new RowSplitter();
  /** Until it has the whole header. */
  #header: HeaderReader | undefined = new HeaderReader();

  constructor(schema: DatasetSchema | undefined) {
    this.#schema = schema;
  }

  push(chunk: Uint8Array): Iterable<Uint8Array> {
    if (!this.#header) return this.#splitter.push(chunk);
    const header = this.#header.push(chunk);
    return header ? this.#begin(header) : [];
  }

  *end(): Iterable<Uint8Array> {
    if (this.#header) yield* this.#begin(this.#header.end());
    yield* this.#splitter.end();
  }

  #begin({ header, rest }: HeaderBytes): Iterable<Uint8Array> {
    this.#header = undefined;
    const names = readColumnNames(withoutMark(header), new FindingsList());
    this.columns = placesOf({ names, schema: this.#schema });
    return this.#splitter.push(rest);
  }
}

class JsonLinesRows implements FileRows {
  readonly columns: RowColumns;
  readonly #splitter: RecordSplitter;

  constructor(schema: DatasetSchema) {
    const names = [...schema.fields.keys()];
    this.columns = placesOf({ names, schema });
    this.#splitter = new RecordSplitter(names);
  }

  push(chunk: Uint8Array): Iterable<Uint8Array> {
    return this.#splitter.push(chunk);
  }

  end(): Iterable<Uint8Array> {
    return this.#splitter.end();
  }
}

function valuesOf(row: Uint8Array, columns: RowColumns): Pick<Datapoint, "visible" | "hidden"> {
  // A record that is too long to be kept is shown without its values.
  const values = readRecord({ before: row, after: row, toEnd: true }) ?? [];
  const valueAt = (place: number) => values[place] ?? "";
  return { visible: columns.visible.map(valueAt), hidden: columns.hidden.map(valueAt) };
}

function contains({ visible, hidden }: Datapoint, wanted: string): boolean {
  const has = (value: string) => foldCase(value).includes(wanted);
  return visible.some(has) || hidden.some(has);
}

/** Composed, so that a text is found however its accents are written. */
function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function cut({ number, visible, hidden }: Datapoint): Datapoint {
  return { number, visible: visible.map(cutValue), hidden: hidden.map(cutValue) };
}

function cutValue(value: string): string {
  return value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}…` : value;
}
