import { KIND_BYTES } from "../../../functions/validation/file-kinds/file-kind.ts";
import { guessZipKind, isZip, type ZipKind } from "../../../functions/validation/file-kinds/zip-kind.ts";
import { LARGEST_WORKBOOK } from "../../../functions/validation/fix/workbook/largest-workbook.ts";
import { kindOfArchive } from "../../../functions/validation/fix/workbook/zip-entries.ts";

/** A workbook whose sheet can become a CSV, or another zip archive. */
export type Archive = "workbook" | "other";

/** What kind of zip archive a file is; undefined if it is none. */
export async function findArchive(file: Blob): Promise<Archive | undefined> {
  const start = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
  if (!isZip(start)) return undefined;
  return (await kindOf(file, start)) === "xlsx" ? "workbook" : "other";
}

/** By its directory, which is at its end; of an archive that is too large to be converted, or was cut, by its first bytes. */
async function kindOf(file: Blob, start: Uint8Array): Promise<ZipKind> {
  if (file.size > LARGEST_WORKBOOK) return guessZipKind(start);
  try {
    return kindOfArchive(new Uint8Array(await file.arrayBuffer()));
  } catch {
    return guessZipKind(start);
  }
}
