import { stat } from "node:fs/promises";
import { Explained } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";

/** A file's identity, size and time: another one, or one that grew meanwhile, is not what was looked at before. */
export async function stateOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

/** What was read of it may be a part of the file, or of two files. */
export function changedWhileRead(path: string, cause?: unknown): Explained {
  const message = `${quoted(path)} changed while it was read. Wait until it is complete, and try again.`;
  return new Explained(message, { exitCode: 2, cause });
}

/**
 * A file's chunks, which are all of it only if it does not change meanwhile.
 *
 * @param since its state before, if it was looked at already
 * @throws {Explained} it changed, at its end
 */
export async function* unchanged<T>(
  path: string,
  open: () => AsyncIterable<T>,
  since?: string,
): AsyncGenerator<T, void, undefined> {
  const before = since ?? (await stateOf(path));
  yield* open();
  if ((await stateOf(path).catch(() => undefined)) !== before) throw changedWhileRead(path);
}
