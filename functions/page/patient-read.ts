import type { Readable } from "node:stream";
import { PageProblem } from "./page-problem.ts";

/** Shorter than the gateway's limit of 30 seconds, with time for what comes before and after. */
const READ_SECONDS = 25;

/** The file takes longer to read than an answer may take. */
export class ReadTooLong extends PageProblem {
  constructor() {
    super(
      422,
      `The file is too large to be shown here: reading it takes more than ${READ_SECONDS} seconds. Download it instead.`,
    );
  }
}

/** The file's bytes, for as long as an answer may take; whatever happens, the file is closed. @throws {ReadTooLong} */
export async function* readPatiently(file: Readable, seconds = READ_SECONDS): AsyncGenerator<Uint8Array> {
  const end = Date.now() + seconds * 1000;
  // For a read that stands still. One that does not may keep timers waiting.
  const timer = setTimeout(() => file.destroy(new ReadTooLong()), seconds * 1000);
  try {
    for await (const chunk of file) {
      if (Date.now() >= end) throw new ReadTooLong();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
    file.destroy();
  }
}
