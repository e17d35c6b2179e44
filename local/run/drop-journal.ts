import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { DropLine } from "../../page/server/drop-line.ts";
import { type NotWritten, PatientFile } from "../patient-file.ts";

/**
 * Keeps the list of drops on disk, one line per change; the last line about a drop counts. It also has drops without a
 * report, such as one whose ingest failed.
 */
export class DropJournal {
  readonly #file: PatientFile;

  private constructor(file: PatientFile) {
    this.#file = file;
  }

  /** @returns the journal, and the lines that were kept, oldest first */
  static async open(path: string, failed?: NotWritten): Promise<{ journal: DropJournal; lines: DropLine[] }> {
    await mkdir(dirname(path), { recursive: true });
    const kept = new Map<string, DropLine>();
    for (const text of (await readIfThere(path)).split("\n")) {
      const line = readLine(text);
      if (line) kept.set(line.id, line);
    }
    const lines = [...kept.values()];
    // Compacted: only the last line about each drop is kept.
    await writeFile(`${path}.part`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await rename(`${path}.part`, path);
    return { journal: new DropJournal(new PatientFile(path, failed)), lines };
  }

  add(line: DropLine): void {
    this.#file.add(`${JSON.stringify(line)}\n`);
  }

  /** Resolves when everything that was added is on disk. */
  flush(): Promise<void> {
    return this.#file.flush();
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

/** undefined for a line that was cut when the process ended. */
function readLine(text: string): DropLine | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
