import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { DropLine } from "./drop-line.ts";

/**
 * Keeps the list of drops on disk, a line for each change: the last one about a drop holds. It also remembers what no
 * report tells of yet, such as a drop that could not be taken in.
 */
export class DropJournal {
  readonly #path: string;
  #written: Promise<void>;
  #waiting: string[] = [];

  private constructor(path: string, ready: Promise<void>) {
    this.#path = path;
    this.#written = ready;
  }

  /** @returns the journal, and the lines that were kept, oldest first */
  static async open(path: string): Promise<{ journal: DropJournal; lines: DropLine[] }> {
    await mkdir(dirname(path), { recursive: true });
    const kept = new Map<string, DropLine>();
    for (const text of (await readIfThere(path)).split("\n")) {
      const line = readLine(text);
      if (line) kept.set(line.id, line);
    }
    const lines = [...kept.values()];
    // Written anew without what later lines have overtaken.
    await writeFile(`${path}.part`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await rename(`${path}.part`, path);
    return { journal: new DropJournal(path, Promise.resolve()), lines };
  }

  add(line: DropLine): void {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    // What comes while a write is under way goes with the next one, in one piece.
    if (this.#waiting.length === 1) this.#written = this.#written.then(() => this.#write());
  }

  /** Resolves when everything that was added is on disk. */
  flush(): Promise<void> {
    return this.#written;
  }

  async #write(): Promise<void> {
    const text = this.#waiting.join("");
    this.#waiting = [];
    // The list goes on without its memory, where the disk is full; the reports are in the bucket all the same.
    await appendFile(this.#path, text).catch(() => undefined);
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

/** A line that was cut by the process's end is none. */
function readLine(text: string): DropLine | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
