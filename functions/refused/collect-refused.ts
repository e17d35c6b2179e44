import { createHash } from "node:crypto";
import type { DatasetService } from "../datasets/dataset-service.ts";
import type { RefusedRecord } from "../datasets/import.ts";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket } from "../drops/drop-bucket.ts";
import { readKeptDefinition } from "../drops/folders.ts";
import { recordRefused, recordsNotInFile, recordsNotNamed } from "../drops/import-findings.ts";
import { refusedResultKey, refusedWorkKey, workKey } from "../drops/object-keys.ts";
import { readDrop } from "../drops/read-drop.ts";
import type { RefusedWork } from "../drops/refused-work.ts";
import { CONTENT_TYPES, type FileFormat, formatOfName } from "../validation/file-format.ts";
import { LISTED_FINDINGS } from "../validation/findings-list.ts";
import { findIndexBase, recordsOf } from "./place-records.ts";
import { type FileRecord, readRecords } from "./read-records.ts";
import { mayBeRefused, readHeader, readValues } from "./record-values.ts";

export interface RefusedRequest {
  readonly drop: Drop;
  readonly dataset: { readonly id: string };
  readonly file: { readonly name: string; readonly object?: Drop | undefined };
  readonly importId: string;
}

export interface RefusedDependencies {
  readonly bucket: DropBucket;
  readonly datasets: DatasetService;
  /** How much of the refused rows is kept in memory and in their file, in bytes. */
  readonly mostBytes?: number;
}

/** What the state machine carries on: how many refused records the service named, and where they are kept, for the report. */
export interface RefusedResult {
  readonly named: number;
  readonly workKey: string;
}

// The contract leaves open how many errors the service lists; these are more than anybody fixes by hand.
const MOST_ERRORS = 10_000;
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * Finds the records of a file that the service refused: their lines, and a file of just these rows, to be fixed and dropped
 * again.
 *
 * Safe to call again: the same import gives the same objects.
 *
 * @throws {DropGone} {StorageUnavailable} {DatasetServiceError}
 */
export async function collectRefused(
  { drop, dataset, file, importId }: RefusedRequest,
  { bucket, datasets, mostBytes = MOST_BYTES }: RefusedDependencies,
): Promise<RefusedResult> {
  const { errors: all, rejected } = await datasets.getImport(dataset.id, importId);
  const errors = all.slice(0, MOST_ERRORS);
  const key = refusedWorkKey(drop);
  const definition = readKeptDefinition(await bucket.readJson(drop.bucket, workKey(drop)));
  const files = definition?.files ?? "a-dataset-each";
  const count = Math.max(rejected ?? 0, new Set(all.map(({ index }) => index)).size);
  if (errors.length === 0) {
    await keep({ findings: [recordsNotNamed(count, files)], count, file: null });
    return { named: 0, workKey: key };
  }

  const format = formatOfName(file.name);
  const { records, header, total } = await readCandidates(
    readDrop(bucket, file.object ?? drop),
    format,
    errors,
    mostBytes,
  );
  const names = header ? readHeader(header) : [];
  const valuesOf = (record: FileRecord | undefined) => record && readValues(record, format, names);
  const base = findIndexBase(errors, total, ({ field }, index) => {
    const record = records.get(index);
    return record !== undefined && definition !== undefined && mayBeRefused(valuesOf(record), field, definition.schema);
  });

  const refused = new Map<number, FileRecord>();
  const findings = errors.map((error) => {
    const places = recordsOf(error, base, records);
    for (const record of places) refused.set(record.index, record);
    const [first] = places;
    const value = error.field === null ? undefined : valuesOf(first)?.get(error.field);
    return recordRefused({ ...error, lines: places.map(({ line }) => line), value, files });
  });
  const inFile = new Set(errors.flatMap((error) => (recordsOf(error, base, records).some(isKept) ? [error.index] : [])))
    .size;
  if (inFile < count) findings.unshift(recordsNotInFile(count, inFile, files));
  const rows = [...refused.values()].sort((a, b) => a.index - b.index);
  const resultKey = refusedResultKey(drop, format);
  await bucket.writeFile(drop.bucket, resultKey, hashedRows(header, rows, format));
  await keep({
    findings: findings.slice(0, LISTED_FINDINGS),
    count: Math.max(count, errors.length),
    file: resultKey,
  });
  return { named: errors.length, workKey: key };

  async function keep(work: RefusedWork): Promise<void> {
    await bucket.writeJson(drop.bucket, key, work);
  }
}

/** The records that the errors may be about, whether the service counts from 0 or from 1. */
async function readCandidates(
  source: AsyncIterable<Uint8Array>,
  format: FileFormat,
  errors: readonly RefusedRecord[],
  mostBytes: number,
): Promise<{ records: ReadonlyMap<number, FileRecord>; header: FileRecord | undefined; total: number }> {
  const wanted = new Set(errors.flatMap(({ index }) => [index - 1, index]));
  const records = new Map<number, FileRecord>();
  let header: FileRecord | undefined;
  let bytes = 0;
  const reading = readRecords(source, format, (index) => wanted.has(index) || index === -1);
  for (;;) {
    const { done, value } = await reading.next();
    if (done) return { records, header, total: value };
    bytes += value.bytes.length;
    if (value.index === -1) header = value;
    else records.set(value.index, bytes > mostBytes ? { ...value, bytes: new Uint8Array(0) } : value);
  }
}

/** Whether there was room for it. */
function isKept({ bytes }: FileRecord): boolean {
  return bytes.length > 0;
}

function hashedRows(header: FileRecord | undefined, rows: readonly FileRecord[], format: FileFormat) {
  const kept = [...(header ? [header] : []), ...rows.filter(isKept)];
  const content = Buffer.concat(kept.flatMap(({ bytes }) => [bytes, Buffer.from("\n")]));
  return {
    open: async function* () {
      yield content;
    },
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("base64"),
    contentType: format === "csv" ? `${CONTENT_TYPES.csv}; charset=utf-8` : CONTENT_TYPES.jsonl,
  };
}
