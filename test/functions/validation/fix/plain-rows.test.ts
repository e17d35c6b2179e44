import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { PLAIN_QUOTING } from "../../../../functions/validation/fix/dialect.ts";
import type { FileRecord } from "../../../../functions/validation/fix/file-record.ts";
import { readTable } from "../../../../functions/validation/fix/read-table.ts";
import { TableSurvey } from "../../../../functions/validation/fix/table-survey.ts";
import { inChunks } from "../streams.ts";

const ROWS = 5000;
const READING = {
  delimiter: ";",
  quoting: PLAIN_QUOTING,
  skippedLines: 0,
  isInCodeBlock: false,
  isWrapped: false,
  delimitersAtEnd: "",
  hasSheetNumbers: false,
};

/** How many rows were copied, of those that a survey sees. */
async function copied(bytes: Uint8Array, encoding: string, chunk: number): Promise<{ rows: number; looked: number }> {
  const reading = { ...READING, encoding };
  const survey = new TableSurvey(reading);
  let looked = 0;
  const sink = {
    get plainRows() {
      return survey.plainRows;
    },
    take(record: FileRecord) {
      looked++;
      survey.take(record);
    },
    tookPlain: (rows: number) => survey.tookPlain(rows),
  };
  for await (const _ of readTable(() => inChunks(bytes, chunk), reading, sink)) survey.forgetCopies();
  return { rows: survey.end().rows, looked };
}

describe("rows that need nothing but another delimiter are copied as bytes, without a closer look at each", () => {
  it.each<[what: string, row: (index: number) => string, encoding: string]>([
    ["quotes and CRLF", (index) => `${index};"größer; und schön";x\r\n`, "windows-1252"],
    ["no quotes and LF", (index) => `${index};größer, und schön;x\n`, "utf-8"],
    ["lines in quotes", (index) => `${index};"two\r\nlines ""of"" 日本";x\n`, "utf-8"],
  ])("%s", async (_, row, encoding) => {
    const text = `id;text;n\r\n${Array.from({ length: ROWS }, (__, index) => row(index)).join("")}`;
    const bytes = new Uint8Array(iconv.encode(text, encoding));
    for (const chunk of [997, 4096, 65_536]) {
      const { rows, looked } = await copied(bytes, encoding, chunk);
      expect(rows).toBe(ROWS);
      // The first chunks, until it is known what the file looks like; and what a chunk's end cuts.
      expect(looked).toBeLessThan(ROWS / 2);
    }
  });
});
