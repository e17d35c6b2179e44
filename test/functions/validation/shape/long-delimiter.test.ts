import { expect, it } from "vitest";
import { findLongDelimiter } from "../../../../functions/validation/shape/long-delimiter.ts";
import { findTable } from "../../../../functions/validation/shape/table.ts";
import { recordsOf } from "./records.ts";

/** The delimiter, the width and the header's line. @param sign in which there is a table too */
function found(text: string, sign?: string): string | undefined {
  const sample = { text, isWhole: true };
  const table = findLongDelimiter(sample, recordsOf(text), sign === undefined ? undefined : findTable(sample, sign));
  return table && `${table.delimiter} ${table.width}@${table.header.line}`;
}

it.each<[what: string, text: string, delimiter: string | undefined]>([
  ["two colons", "id::text::n\n1::a::5\n2::b::4\n", ":: 3@1"],
  ["two bars", "id||text\n1||a\n2||b\n", "|| 2@1"],
  ["three signs", "id|~|text\n1|~|a\n2|~|b\n", "|~| 2@1"],
  ["two colons below a blank line", "\nid::text::n\n1::a::5\n2::b::4\n", ":: 3@2"],
  ["two colons above numbers", "the id::my text\n1::a\n2::b\n", ":: 2@1"],
  ["the second of two", "a&&&b::c\n1::x\n2::y\n", ":: 2@1"],
  ["two colons between three columns of one row", "the id::a text::no name\n1::a::5\n", ":: 3@1"],
  ["two other signs", "id~~text\n1~~a\n2~~b\n", undefined],
  ["semicolons and asterisks", "id;*;text\n1;*;a\n2;*;b\n", undefined],
  ["two colons in prose", "Say it::twice\nx is::this\ny is::that\n", undefined],
  ["four colons", "id::::text\n1::::a\n2::::b\n", ":::: 2@1"],
  ["two colons and a name of white space", "id:: ::text\n1::x::a\n2::x::b\n", undefined],
  ["two colons in the header alone", "id::text\n1,a\n2,b\n", undefined],
  ["two colons in most lines", `id::text\n${"1::a\n".repeat(20)}the rest\n`, undefined],
  ["a header alone", "id::text\n", undefined],
  ["no text", "", undefined],
])("fields are separated by several characters, or not: %s", (_, text, delimiter) => {
  expect(found(text)).toBe(delimiter);
});

it("a title above and a line below are none of a table whose sign is one of the characters", () => {
  const text = `Reviews\nid::text::n\n${"1::a::5\n".repeat(20)}the rest\n`;
  expect(found(text, ":")).toBe(":: 3@2");
  expect(found(text)).toBeUndefined();
});
