import { expect, it } from "vitest";
import { areTypeNames } from "../../../../functions/validation/shape/type-names.ts";
import { recordsOf } from "./records.ts";

it.each<[what: string, text: string, areTypes: boolean]>([
  ["types of a database", "int,text\n1,a\n2,b\n", true],
  ["types with lengths", "BIGINT, varchar(255)\n1,a\n2,b\n", true],
  ["types of pandas", "int64,object,datetime64\n1,a,b\n2,b,c\n", true],
  ["types of R", "<int>,<chr>\n1,a\n", true],
  ["a single type of R", "<chr>\na\n", true],
  ["types of R above tags", "<int>,<chr>\n1,<b>\n", false],
  ["types of R above tags and more", "<int>,<chr>\n1,<b>x\n2,x<b>\n", true],
  ["a type of R and a word", "<int>,text\n1,a\n2,b\n", false],
  ["words that are types too", "text,date\na,b\nc,d\n", false],
  ["a type and a word", "int,name\n1,a\n2,b\n", false],
  ["a single type", "int\n1\n2\n", false],
  ["types above one row", "int,text\n1,a\n", false],
  ["types above a type", "int,text\n1,a\n2, string \n", false],
  ["words that begin like types", "integers,texts\n1,a\n2,b\n", false],
  ["words that end like types", "my int,my text\n1,a\n2,b\n", false],
])("a row of %s", (_, text, areTypes) => {
  const [first, ...rows] = recordsOf(text);
  expect(first && areTypeNames(first, rows)).toBe(areTypes);
});
