import { createHash } from "node:crypto";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket, StoredObject } from "../drops/drop-bucket.ts";
import { fixedWorkKey } from "../drops/object-keys.ts";
import { readDrop } from "../drops/read-drop.ts";
import { csvNameOf, isTableName } from "../validation/file-endings.ts";
import type { Finding, Severities } from "../validation/findings.ts";
import type { Change } from "../validation/fix/changes.ts";
import type { DatasetSchema } from "../validation/schema/dataset-schema.ts";
import { validateCsv } from "../validation/validate-csv.ts";
import type { Validation } from "../validation/validation.ts";

/** What a drop that would be rejected becomes when it is fixed. */
export interface FixedDrop {
  readonly changes: readonly Change[];
  /** What there is to say of them. */
  readonly finding: Finding;
  /** What validation says of the fixed file: no finding is an error. */
  readonly validation: Validation;
  /** The fixed file as it was stored; null if fixing is off. */
  readonly stored: StoredObject | null;
}

export interface FixDropOptions {
  readonly bucket: Pick<DropBucket, "read" | "writeFile">;
  readonly severities: Severities;
  /** The schema of a typed dataset, which the fixed file has to fit. */
  readonly schema?: DatasetSchema | undefined;
  /** Its ending is fixed too. */
  readonly fileName: string;
  /** The largest workbook that is read, in bytes. */
  readonly largestWorkbook: number;
  /** Whether the fixed file is stored, to be published; else only what could be fixed is reported. */
  readonly isStored: boolean;
}

/**
 * Fixes a drop that validation rejects, if all of its errors can be fixed without guessing. The drop itself is not touched.
 * What is stored is what was validated: S3 refuses bytes of another hash.
 *
 * Safe to call again: the same bytes are fixed in the same way, into an object of its own version.
 *
 * @returns undefined if anything is left that rejects the file
 * @throws {DropGone} {StorageUnavailable}
 */
export async function fixDrop(drop: Drop, options: FixDropOptions): Promise<FixedDrop | undefined> {
  const { bucket, severities, schema, fileName, largestWorkbook, isStored } = options;
  if (!isTableName(fileName)) return undefined;
  const { fixable, fixCsv, fixed, renameToCsv } = await import("./fix-parts.ts");
  const read = () => readDrop(bucket, drop);
  const fix = await fixCsv(read, { largestWorkbook });
  const renames = renameToCsv(fileName, csvNameOf(fileName));
  const isFixed = fix.outcome === "fixed";
  if (!isFixed && (fix.outcome === "not-fixable" || renames.length === 0)) return undefined;
  // What lacks nothing but its ending is stored too: under a name of its own, as every fixed file.
  const open = isFixed ? () => fix.file.csv() : read;
  const hash = createHash("sha256");
  const validation = await validateCsv(hashed(open(), hash), { severities, schema });
  if (!validation.ok) return undefined;
  const { bytes, columns } = validation.file;
  // A note or a log reads as one column, too. That it is a table, its folder's schema or a name in .csv would have to say.
  if (renames.length > 0 && columns.length < 2 && !schema) return undefined;
  const content = { open, bytes, sha256: hash.digest("base64") };
  const stored = isStored ? await bucket.writeFile(drop.bucket, fixedWorkKey(drop), content) : null;
  const changes = [...renames, ...(isFixed ? fix.file.changes : [])];
  return { changes, finding: isStored ? fixed(changes) : fixable(changes), validation, stored };
}

/** A valid file is read to its end, so the hash is that of all of it. */
async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
