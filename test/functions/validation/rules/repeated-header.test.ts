import { expect, it } from "vitest";
import { isHeaderAgain, isRepeatedHeader } from "../../../../functions/validation/rules/repeated-header.ts";
import { type EventKind, HEADER_LINE } from "../../../../functions/validation/scanners/row-events.ts";

const met = (kind: EventKind, row: string, { column = 0, value = HEADER_LINE } = {}) => ({
  event: { kind, line: 3, column, offset: 20, value },
  around: { before: new Uint8Array(0), after: Buffer.from(row), toEnd: false },
});

it.each([
  ["a duplicate of the header", met("duplicate-row", "id,text\n1"), true],
  ["one with quotes in the file", met("duplicate-row", '"id","text"\n1'), true],
  ["a byte order mark before the header", met("byte-order-mark", "\ufeffid,text\n1"), true],
  ["a duplicate of a row", met("duplicate-row", "id,text\n1", { value: 2 }), false],
  ["a duplicate of the header in its case", met("duplicate-row", "id,Text\n1"), false],
  ["a byte order mark before a row", met("byte-order-mark", "\ufeff1,text\n1"), false],
  ["a byte order mark within the first name", met("byte-order-mark", "i\ufeffd,text\n1"), false],
  ["a byte order mark before the second name", met("byte-order-mark", "id,\ufefftext\n1"), false],
  ["a byte order mark in another column", met("byte-order-mark", "id,text\n1", { column: 1 }), false],
  ["one field more than the header", met("byte-order-mark", "\ufeffid,text,more\n1"), false],
  ["one field fewer than the header", met("byte-order-mark", "\ufeffid\n1"), false],
  ["a row that goes on after what is kept", met("duplicate-row", "id,text"), false],
  ["something else that is wrong", met("control-character", "id,text\n1"), false],
])("the header is repeated, or not, where a scanner met %s", (_, one, isRepeated) => {
  expect(isRepeatedHeader(one, ["id", "text"])).toBe(isRepeated);
});

it("only a row can be a duplicate of the header", () => {
  expect(isHeaderAgain(met("duplicate-row", "").event)).toBe(true);
  expect(isHeaderAgain(met("task-group-size", "").event)).toBe(false);
});
