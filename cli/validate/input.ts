import { access, constants, open, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { statedFormat } from "../../functions/validation/file-format.ts";
import { quoted } from "../terminal/one-line.ts";
import { INTERRUPTED } from "../terminal/run-command.ts";
import { makeTemporaryFolder } from "../terminal/temporary-folder.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { unchanged } from "./file-state.ts";
import { readFileChunks } from "./read-file.ts";

/** A file to validate, or standard input. */
export interface Input {
  /** As it was named on the command line. */
  readonly name: string;
  /** undefined for standard input and most pipes, which have no name. */
  readonly fileName: string | undefined;
  /** In bytes; undefined if it is unknown. */
  readonly size: number | undefined;
  /** Its chunks. Fails at the end of a file that changed meanwhile. */
  stream(): AsyncIterable<Uint8Array>;
  /** Where its lines can be read again after the stream was read. */
  readonly path: string;
  close(): Promise<void>;
}

/** @throws {WrongUse} the file cannot be read */
export async function openInput(name: string): Promise<Input> {
  if (name === "-") return copiedInput(name, () => process.stdin);
  const found = await stat(name).catch(() => undefined);
  if (!found) throw new WrongUse(`There is no file ${quoted(name)}.`);
  if (found.isDirectory()) throw new WrongUse(`${quoted(name)} is a folder. Name the files in it.`);
  await access(name, constants.R_OK).catch(() => {
    throw new WrongUse(`${quoted(name)} cannot be read: access is denied.`);
  });
  // A pipe is read once, and a device may have no end.
  if (!found.isFile()) return { ...(await copiedInput(name, () => readFileChunks(name))), fileName: pipedName(name) };
  return {
    name,
    fileName: basename(name),
    size: found.size,
    stream: () => unchanged(name, () => readFileChunks(name)),
    path: name,
    close: async () => {},
  };
}

/** A shell names a pipe 63, and the system names it stdin: unless the name says a format, it is nobody's. */
function pipedName(path: string): string | undefined {
  return statedFormat(path) ? basename(path) : undefined;
}

/** What can be read only once: copied to a temporary file, to show the lines with findings. */
async function copiedInput(name: string, openOnce: () => AsyncIterable<Uint8Array>): Promise<Input> {
  const endSignals = exitOnSignals();
  const folder = await makeTemporaryFolder("dropset-stdin-");
  const path = join(folder.path, "input.csv");
  // Nothing is read of a file whose name is refused.
  await folder.write(() => writeFile(path, ""));
  return {
    name,
    fileName: undefined,
    size: undefined,
    async *stream() {
      const copy = await folder.write(() => open(path, "w"));
      try {
        for await (const chunk of openOnce()) {
          await folder.write(() => copy.appendFile(chunk));
          yield chunk;
        }
      } finally {
        await copy.close();
      }
    },
    path,
    async close() {
      await folder.remove();
      endSignals();
    },
  };
}

/** A signal alone would end the process without what removes its files. @returns ends that */
function exitOnSignals(): () => void {
  const exit = () => process.exit(INTERRUPTED);
  for (const signal of SIGNALS) process.once(signal, exit);
  return () => {
    for (const signal of SIGNALS) process.off(signal, exit);
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
