import { joinBytes } from "../join-bytes.ts";
import { statedRowCount } from "./row-count.ts";

/** What Gorilla writes into the first cell of the last row. */
export const END_OF_FILE = "END OF FILE";
/** Longer than any line that a program writes below the rows. */
const KEPT_BYTES = 1 << 8;
/** What stands for cells without text. */
const EMPTY_CELLS = /(?:,(?:"")?)+$/;

/** The last line, where a program wrote it. */
export interface EndMark {
  readonly text: string;
  readonly by: "Gorilla" | "a database";
  /** How many lines are below it. */
  readonly linesBelow: number;
}

/** The last line of a text that arrives in pieces. */
export class LastLine {
  #tail = new Uint8Array(0);

  push(text: Uint8Array): void {
    const joined = text.length < KEPT_BYTES ? joinBytes([this.#tail, text]) : text;
    // A chunk's buffer may be reused.
    this.#tail = joined.slice(-KEPT_BYTES);
  }

  /** What a program wrote there next to empty cells; undefined for a datapoint. */
  endMark(): EndMark | undefined {
    const { line, linesBelow } = this.#read();
    const text = line.replace(EMPTY_CELLS, "").replace(/^"(.*)"$/, "$1");
    if (text.length === line.length) return undefined;
    const by = text === END_OF_FILE ? "Gorilla" : statedRowCount(text) === undefined ? undefined : "a database";
    return by && { text, by, linesBelow };
  }

  /** What a database wrote below a single column, where it may be a value: of two rows or more, the number shows it. */
  countOf(rowsAbove: number): EndMark | undefined {
    const { line, linesBelow } = this.#read();
    return rowsAbove > 1 && statedRowCount(line) === rowsAbove
      ? { text: line, by: "a database", linesBelow }
      : undefined;
  }

  #read() {
    const tail = new TextDecoder().decode(this.#tail);
    const [, line = "", ends = ""] = /([^\r\n]+)([\r\n]*)$/.exec(tail) ?? [];
    return { line, linesBelow: ends.match(/\r\n|\r|\n/g)?.length ?? 0 };
  }
}
