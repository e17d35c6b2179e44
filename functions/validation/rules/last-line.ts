import { joinBytes } from "../join-bytes.ts";
import { statedRowCount } from "./row-count.ts";

/** What Gorilla writes into the first cell of the last row. */
export const END_OF_FILE = "END OF FILE";
/** Longer than any line that a program writes below the rows. */
const KEPT_BYTES = 1 << 8;
/** What stands for cells without text. */
const EMPTY_CELLS = /(?:,(?:"")?)+$/;

/** The last line of a text that arrives in pieces. */
export class LastLine {
  #tail = new Uint8Array(0);

  push(text: Uint8Array): void {
    const joined = text.length < KEPT_BYTES ? joinBytes([this.#tail, text]) : text;
    // A chunk's buffer may be reused.
    this.#tail = joined.slice(-KEPT_BYTES);
  }

  /** What a program wrote there next to empty cells, and how many lines are below it; undefined for a datapoint. */
  endMark(): { readonly text: string; readonly by: "Gorilla" | "a database"; readonly linesBelow: number } | undefined {
    const tail = new TextDecoder().decode(this.#tail);
    const [, line = "", ends = ""] = /(?:^|[\r\n])([^\r\n]+)([\r\n]*)$/.exec(tail) ?? [];
    const text = line.replace(EMPTY_CELLS, "").replace(/^"(.*)"$/, "$1");
    if (text.length === line.length) return undefined;
    const by = text === END_OF_FILE ? "Gorilla" : statedRowCount(text) === undefined ? undefined : "a database";
    return by && { text, by, linesBelow: ends.match(/\r\n|\r|\n/g)?.length ?? 0 };
  }
}
