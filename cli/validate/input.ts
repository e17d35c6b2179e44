import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { access, constants, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { WrongUse } from "../terminal/wrong-use.ts";
import { readFileChunks } from "./read-file.ts";

/** A file to validate, or standard input. */
export interface Input {
  /** As it was named on the command line. */
  readonly name: string;
  /** undefined for standard input, which has no name. */
  readonly fileName: string | undefined;
  /** In bytes; undefined if it is unknown. */
  readonly size: number | undefined;
  stream(): AsyncIterable<Uint8Array>;
  /** Where its lines can be read again after the stream was read. */
  readonly path: string;
  close(): Promise<void>;
}

/** @throws {WrongUse} the file cannot be read */
export async function openInput(name: string): Promise<Input> {
  if (name === "-") return standardInput();
  const found = await stat(name).catch(() => undefined);
  if (!found) throw new WrongUse(`There is no file ${JSON.stringify(name)}.`);
  if (found.isDirectory()) throw new WrongUse(`${JSON.stringify(name)} is a folder. Name the files in it.`);
  await access(name, constants.R_OK).catch(() => {
    throw new WrongUse(`${JSON.stringify(name)} cannot be read: access is denied.`);
  });
  return {
    name,
    fileName: basename(name),
    size: found.isFile() ? found.size : undefined,
    stream: () => readFileChunks(name),
    path: name,
    close: async () => {},
  };
}

/** Copied to a temporary file, to show the lines with findings. */
async function standardInput(): Promise<Input> {
  const folder = await mkdtemp(join(tmpdir(), "dropset-stdin-"));
  const path = join(folder, "input.csv");
  return {
    name: "-",
    fileName: undefined,
    size: undefined,
    async *stream() {
      const copy = createWriteStream(path);
      for await (const chunk of process.stdin) {
        if (!copy.write(chunk)) await once(copy, "drain");
        yield chunk;
      }
      await new Promise((resolve) => copy.end(resolve));
    },
    path,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
