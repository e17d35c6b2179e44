import { expect, it } from "vitest";
import { quotedFrom } from "../../../../functions/validation/rules/quoted-from.ts";

it.each<[part: string, from: number]>([
  ["id,text\n1,", -1],
  ['id,text\n1,"a', 11],
  ['1,"a"\n2,', -1],
  ['1,"a\n"\n2,', -1],
  ['1,"a,"\n2,', -1],
  ['1,"a\n"\n2,"b', 10],
  ['1,"a ""b"" c', 3],
  ['1,"""b', 3],
  ['1,"",', -1],
  ['"a', 1],
  // It begins within quotes.
  ['a\n"\n2,', -1],
  ['a ""b"",c"\n2,"d', 14],
  ['a",b', -1],
  // Quotes in a field that is not in quotes.
  ['1,5" x,', -1],
  ['1,5" x,"a', -1],
  ["", -1],
])("the text of the quoted field in which %j ends begins at %d", (part, from) => {
  expect(quotedFrom(part)).toBe(from);
});
