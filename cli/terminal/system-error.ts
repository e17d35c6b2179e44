import { statfs } from "node:fs/promises";
import { oneLine } from "./one-line.ts";

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EMFILE: "too many files are open (ulimit -n)",
  ENOTDIR: "it is a file, not a folder, or lies below one",
  EEXIST: "it is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENOENT: "it does not exist",
  EIO: "the disk reports an error",
};

/** What the operating system refused, in a few words; undefined where it is none of its errors that are known. */
export function explainSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const known = "code" in error && typeof error.code === "string" ? EXPLANATIONS[error.code] : undefined;
  if (known !== undefined) return known;
  // A store passes it on in words of its own.
  return /ENOSPC|no space left|disk is full/i.test(error.message) ? EXPLANATIONS.ENOSPC : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Less than this, and nothing of any use can be written. */
const FULL_BELOW_BYTES = 1024 ** 2;

/**
 * Why something could not be kept in a folder, in one line: a store that runs out of space often says so in words that
 * nobody understands, so the disk itself is asked.
 */
export async function explainFailedWrite(error: unknown, folder: string): Promise<string> {
  const known = explainSystemError(error);
  if (known !== undefined) return known;
  return (await isDiskFull(folder)) ? "the disk is full" : oneLine(messageOf(error));
}

export async function isDiskFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined);
  return disk !== undefined && disk.bavail * disk.bsize < FULL_BELOW_BYTES;
}
