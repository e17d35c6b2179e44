import { KIND_BYTES } from "../../../functions/validation/file-kinds/file-kind.ts";
import { guessZipKind, isZip, type ZipKind } from "../../../functions/validation/file-kinds/zip-kind.ts";
import { recognizeNoTable } from "../../../functions/validation/fix/no-table.ts";
import { LARGEST_WORKBOOK } from "../../../functions/validation/fix/workbook/largest-workbook.ts";
import { kindOfArchive } from "../../../functions/validation/fix/workbook/zip-entries.ts";

/** Text that may be a table, a workbook whose sheet can become a CSV, or what no fix makes a table of, such as a picture. */
export type FileKind = "text" | "workbook" | "no-table";

export async function findKind(file: Blob): Promise<FileKind> {
  const start = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
  if (isZip(start)) return (await zipKindOf(file, start)) === "xlsx" ? "workbook" : "no-table";
  return recognizeNoTable(start) ? "no-table" : "text";
}

/** By its directory, which is at its end; of an archive that is too large to be converted, or was cut, by its first bytes. */
async function zipKindOf(file: Blob, start: Uint8Array): Promise<ZipKind> {
  if (file.size > LARGEST_WORKBOOK) return guessZipKind(start);
  try {
    return kindOfArchive(new Uint8Array(await file.arrayBuffer()));
  } catch {
    return guessZipKind(start);
  }
}
