import { describe, expect, it } from "vitest";
import { HeaderReader } from "../../../functions/validation/header-reader.ts";
import { bytesOf } from "./streams.ts";

const LONGEST = 1 << 20;

/** Reads the header in chunks of a size; what was not needed for it counts as the rest. */
function readHeader(content: string, size: number) {
  const reader = new HeaderReader();
  const bytes = bytesOf(content);
  const text = (part: Uint8Array) => new TextDecoder().decode(part);
  for (let at = 0; at < bytes.length; at += size) {
    const found = reader.push(bytes.subarray(at, at + size));
    if (!found) continue;
    const { header, rest, ...place } = found;
    return { header: text(header), rest: text(rest) + text(bytes.subarray(at + size)), ...place };
  }
  const { header, rest, ...place } = reader.end();
  return { header: text(header), rest: text(rest), ...place };
}

describe("the header", () => {
  const LF = 10;
  const CR = 13;
  it.each<[what: string, content: string, header: string, rest: string, nextLine: number, endByte: number]>([
    ["LF", "a,b\n1,2\n", "a,b", "1,2\n", 2, LF],
    ["CRLF", "a,b\r\n1,2\r\n", "a,b", "1,2\r\n", 2, LF],
    ["CR", "a,b\r1,2\r", "a,b", "1,2\r", 2, CR],
    ["CR, before a line without text", "a,b\r\r1,2", "a,b", "\r1,2", 2, CR],
    ["CR, where nothing follows", "a,b\r", "a,b", "", 2, CR],
    ["CRLF, where nothing follows", "a,b\r\n", "a,b", "", 2, LF],
    ["the file", "a,b", "a,b", "", 2, LF],
    ["nothing at all", "", "", "", 2, LF],
    ["a line end that comes first", "\na,b\n", "", "a,b\n", 2, LF],
    ["LF after names with line ends", '"a\nb\r\nc\rd",e\n1,2\n', '"a\nb\r\nc\rd",e', "1,2\n", 5, LF],
    ["LF after doubled quotes", '"a ""b"",\n",c\n1,2\n', '"a ""b"",\n",c', "1,2\n", 3, LF],
    ["LF after a quote within a name", 'a"b,c\n1,2\n', 'a"b,c', "1,2\n", 2, LF],
    ["LF after empty quotes", '"","\n"\n1,2\n', '"","\n"', "1,2\n", 3, LF],
    ["LF after a name of several bytes", "ä,🎉\n1,2\n", "ä,🎉", "1,2\n", 2, LF],
  ])("ends with %s, wherever chunks cut it", (_, content, header, rest, nextLine, endByte) => {
    for (let size = 1; size <= content.length + 1; size++) {
      expect(readHeader(content, size)).toEqual({ header, rest, nextLine, endByte, tooLong: false });
    }
  });

  it.each([
    ["as long as it may be", "x".repeat(LONGEST), false],
    ["longer than that", "x".repeat(LONGEST + 1), true],
  ])("%s", (_, header, tooLong) => {
    for (const size of [LONGEST / 4, 2 * LONGEST]) {
      expect(readHeader(`${header}\n1\n`, size)).toMatchObject({ tooLong });
    }
  });

  it("that has no end is not waited for once it is too long", () => {
    const reader = new HeaderReader();
    expect(reader.push(bytesOf("x".repeat(LONGEST)))).toBeUndefined();
    expect(reader.push(bytesOf("x"))).toMatchObject({ tooLong: true, nextLine: 1 });
  });
});
