import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileRecord, readRecords } from "../../../functions/refused/read-records.ts";
import type { FileFormat } from "../../../functions/validation/file-format.ts";
import { inChunks } from "../validation/streams.ts";

async function readAll(
  content: string,
  format: FileFormat,
  isWanted: (index: number) => boolean = () => true,
  cut = 7,
) {
  const records: (Omit<FileRecord, "bytes"> & { text: string })[] = [];
  const reading = readRecords(inChunks(Buffer.from(content), cut), format, isWanted);
  for (;;) {
    const { done, value } = await reading.next();
    if (done) return { records, total: value };
    records.push({ index: value.index, line: value.line, text: Buffer.from(value.bytes).toString() });
  }
}

function csvParse(content: string): string[][] {
  return parse(content, { relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] });
}

describe("the records of a CSV", () => {
  it("have their lines, also where cells have line breaks", async () => {
    const { records, total } = await readAll('a,b\r\n"1\n2",x\r\n"3\r\n4","y ""z"""\n\n5,6', "csv");
    expect(records).toEqual([
      { index: -1, line: 1, text: "a,b" },
      { index: 0, line: 2, text: '"1\n2",x' },
      { index: 1, line: 4, text: '"3\r\n4","y ""z"""' },
      { index: 2, line: 7, text: "5,6" },
    ]);
    expect(total).toBe(3);
  });

  it("are those that the sandbox counts: no blank lines, also at the end", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const content = ["a,b", "1,2", "", "   ", "3,4", "", ""].join(end);
      const { records, total } = await readAll(content, "csv");
      expect(records.map(({ index, line }) => ({ index, line }))).toEqual([
        { index: -1, line: 1 },
        { index: 0, line: 2 },
        { index: 1, line: 5 },
      ]);
      expect(total).toBe(2);
    }
  });

  it("are those that csv-parse reads, whatever the cells, line ends and chunks", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r", " ", "\r\n") });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
    await fc.assert(
      fc.asyncProperty(rows, lineEnd, fc.integer({ min: 1, max: 9 }), async (table, end, cut) => {
        const content = stringify(table, { record_delimiter: end, quoted: true });
        const { records, total } = await readAll(content, "csv", undefined, cut);
        const expected = csvParse(content);
        expect(total).toBe(expected.length - 1);
        const own = { record_delimiter: "\u0000\u0000\u0000", relax_column_count: true };
        expect(records.map(({ text }) => parse(text, own)[0])).toEqual(expected);
        for (const { line, text } of records) {
          const before = content.slice(0, content.indexOf(text)).match(/\r\n|\n|\r/g)?.length ?? 0;
          if (content.indexOf(text) === content.lastIndexOf(text)) expect(line).toBe(before + 1);
        }
      }),
    );
  });
});

describe("the records of JSON Lines", () => {
  it("are counted from the first line with text", async () => {
    expect((await readAll('\n{"a":1}', "jsonl")).records).toEqual([{ index: 0, line: 2, text: '{"a":1}' }]);
  });

  it("are its lines with text, wherever chunks cut", async () => {
    for (let cut = 1; cut < 12; cut++) {
      const { records, total } = await readAll('{"a":1}\r\n\n  \n{"b":"\\n"}\n{"c":2}', "jsonl", undefined, cut);
      expect(records).toEqual([
        { index: 0, line: 1, text: '{"a":1}\r' },
        { index: 1, line: 4, text: '{"b":"\\n"}' },
        { index: 2, line: 5, text: '{"c":2}' },
      ]);
      expect(total).toBe(3);
    }
  });
});

it("only wanted records are kept, and all are counted", async () => {
  for (const content of ["a\n1\n2\n3\n4\n", "a\n1\n2\n3\n4"]) {
    const { records, total } = await readAll(content, "csv", (index) => index === 2);
    expect({ records, total }).toEqual({ records: [{ index: 2, line: 4, text: "3" }], total: 4 });
  }
});
