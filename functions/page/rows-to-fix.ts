import { isUtf8 } from "node:buffer";
import { Readable } from "node:stream";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Drop } from "../drops/drop.ts";
import { rowsToFixKey } from "../drops/object-keys.ts";
import type { Report } from "../drops/report.ts";
import type { DropReader } from "./drop-reader.ts";
import { schemaOfReport } from "./folder-line.ts";
import { offendingRows } from "./offending-rows.ts";
import { PackedText } from "./packed-text.ts";
import type { PageDependencies } from "./page-env.ts";
import { ReadTooLong, readPatiently } from "./patient-read.ts";

export interface RowsToFixDependencies extends Pick<PageDependencies, "s3" | "bucket" | "severities"> {
  readonly reader: Pick<DropReader, "file">;
}

/** How many of the rows are kept. */
export interface RowsToFixLimits {
  /** They are in memory until they are stored. */
  readonly bytes: number;
  /** How long the file is read; there must be time left to store them. */
  readonly seconds: number;
}

/** With so many bytes, the function takes 180 MB of the 512 that it has by default. */
export const LIMITS: RowsToFixLimits = { bytes: 20 * 1024 ** 2, seconds: 18 };

/** Writes the rows of a drop that have a finding besides what ingest learned of it. @returns whether there are more of them */
export async function storeRowsToFix(
  drop: Drop,
  report: Report | undefined,
  { s3, bucket, severities, reader }: RowsToFixDependencies,
  limits = LIMITS,
): Promise<boolean> {
  const file = readPatiently(await reader.file(drop, report), limits.seconds);
  const rows = new PackedText();
  let isCut = false;
  try {
    for await (const row of offendingRows(file, isUtf8, severities, schemaOfReport(report))) {
      isCut = rows.bytes + Buffer.byteLength(row) > limits.bytes;
      if (isCut) break;
      rows.add(row);
    }
  } catch (error) {
    if (!(error instanceof ReadTooLong)) throw error;
    isCut = true;
  }
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: rowsToFixKey(drop),
      Body: Readable.from(rows.blocks()),
      ContentLength: rows.bytes,
      ContentType: "text/csv; charset=utf-8",
    }),
  );
  return isCut;
}
