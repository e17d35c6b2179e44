import { describe, expect, it } from "vitest";
import { LONGEST_ROW, RowSplitter } from "../../../../functions/validation/datapoints/row-splitter.ts";
import { bytesOf } from "../streams.ts";

/** The rows, read in chunks of a size that share a buffer. */
function split(content: string, size: number): string[] {
  const splitter = new RowSplitter();
  const bytes = bytesOf(content);
  const decoder = new TextDecoder();
  const rows: string[] = [];
  const buffer = new Uint8Array(size);
  for (let start = 0; start < bytes.length; start += size) {
    const part = bytes.subarray(start, start + size);
    buffer.set(part);
    for (const row of splitter.push(buffer.subarray(0, part.length))) rows.push(decoder.decode(row));
    // An empty chunk changes nothing, wherever it comes.
    expect([...splitter.push(new Uint8Array(0))]).toEqual([]);
    buffer.fill(0);
  }
  for (const row of splitter.end()) rows.push(decoder.decode(row));
  return rows;
}

describe("rows of a CSV", () => {
  it.each<[what: string, content: string, rows: string[]]>([
    ["LF", "a,b\nc,d\n", ["a,b", "c,d"]],
    ["CRLF", "a,b\r\nc,d\r\n", ["a,b", "c,d"]],
    ["CR", "a,b\rc,d\r", ["a,b", "c,d"]],
    ["CR before a line that begins with a comma", "a,b\r,d\r", ["a,b", ",d"]],
    ["different ends of lines", "a\r\nb\nc\rd\r\r\ne", ["a", "b", "c", "d", "", "e"]],
    ["no end of the last line", "a,b\nc,d", ["a,b", "c,d"]],
    ["lines without text", "\n\r\n\r", ["", "", ""]],
    ["ends of lines within quotes", 'a,"x\ny"\r\n"\r\n",b\n', ['a,"x\ny"', '"\r\n",b']],
    ["doubled quotes", 'a,"say ""hi""\n"\nb,""\n', ['a,"say ""hi""\n"', 'b,""']],
    ["characters of several bytes", "ä,€\n🎉,ü\n", ["ä,€", "🎉,ü"]],
    ["nothing", "", []],
  ])("with %s end wherever chunks cut them", (_, content, rows) => {
    for (let size = 1; size <= Math.max(1, content.length * 2); size++) expect(split(content, size)).toEqual(rows);
  });

  it("are kept up to their limit", () => {
    const long = "x".repeat(LONGEST_ROW - 2);
    const rows = [`${long}12`, `${long}123`, "y", `${long}1234567`];
    const kept = rows.map((row) => row.slice(0, LONGEST_ROW));
    for (const size of [LONGEST_ROW / 3, LONGEST_ROW - 1, LONGEST_ROW, LONGEST_ROW + 1, 5 * LONGEST_ROW]) {
      expect(split(rows.join("\n"), Math.ceil(size)).map(digest)).toEqual(kept.map(digest));
    }
  });
});

/** Short enough to be shown. */
function digest(row: string): string {
  return `${row.length} ${row.slice(0, 3)}…${row.slice(-5)}`;
}
