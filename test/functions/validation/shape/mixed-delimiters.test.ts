import { expect, it } from "vitest";
import { findMixedDelimiters } from "../../../../functions/validation/shape/mixed-delimiters.ts";
import { recordsOf } from "./records.ts";

it.each<[what: string, text: string, mixed: string | undefined]>([
  ["semicolons above commas", "id;text\n1,a\n2,b\n", "; above , in 2"],
  ["commas above semicolons", "id,text\n1;a\n2;b\n", ", above ; in 2"],
  ["tabs above commas, and blank lines", "\nid\ttext\tn\n\n1,a,5\n2,b,4\n", "\t above , in 3"],
  ["commas alone", "id,text\n1,a\n2,b\n", undefined],
  ["semicolons alone", "id;text\n1;a\n2;b\n", undefined],
  ["one row", "id;text\n1,a\n", undefined],
  ["a name of two words", "id;my text\n1,a\n2,b\n", undefined],
  ["a name of two words, with commas", "id,my text\n1;a\n2;b\n", undefined],
  ["names in quotes", '"id;text"\n1,a\n2,b\n', undefined],
  ["rows of more fields", "id;text\n1,a\n2,b,c\n", undefined],
  ["rows of more fields, with semicolons", "id,text\n1;a\n2;b;c\n", undefined],
  ["a row with a comma too", "id,text\n1;a\n2;b,c\n", undefined],
  ["one name above one column", "text\na\nb\n", undefined],
  ["nothing", "", undefined],
])("a header and its rows have %s", (_, text, mixed) => {
  const found = findMixedDelimiters(recordsOf(text));
  expect(found && `${found.header} above ${found.rows} in ${found.width}`).toBe(mixed);
});
