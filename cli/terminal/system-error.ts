import { statfs } from "node:fs/promises";
import { oneLine } from "./one-line.ts";

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EMFILE: "too many files are open (ulimit -n)",
  ENOTDIR: "it is a file, not a folder, or its path has a file in it",
  EEXIST: "it is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENOENT: "it does not exist",
  EIO: "the disk reports an error",
};

/** Explains an error of the operating system in a few words; undefined if it is not a known one. */
export function explainSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const known = "code" in error && typeof error.code === "string" ? EXPLANATIONS[error.code] : undefined;
  if (known !== undefined) return known;
  // SQLite and LevelDB have their own messages for it.
  return /ENOSPC|no space left|disk is full/i.test(error.message) ? EXPLANATIONS.ENOSPC : undefined;
}

/** Explains why a file that is there could not be read to its end; undefined for any other error. */
export function explainFailedRead(error: unknown): string | undefined {
  if (!(error instanceof Error && "syscall" in error && error.syscall === "read")) return undefined;
  return `The file cannot be read: ${explainSystemError(error) ?? messageOf(error)}.`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Below this, a write is likely to fail. */
const FULL_BELOW_BYTES = 1024 ** 2;

/**
 * Explains in one line why a write to a folder failed. Stores often report a full disk with an obscure message, so this
 * checks the disk itself.
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
