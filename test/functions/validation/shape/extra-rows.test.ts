import { expect, it } from "vitest";
import { findExtraRows } from "../../../../functions/validation/shape/extra-rows.ts";
import { recordsOf } from "./records.ts";

/** The lines of each kind of row. */
function linesOf(text: string) {
  const found = findExtraRows(recordsOf(text));
  return Object.fromEntries(
    Object.entries(found).flatMap(([kind, rows]) =>
      rows.length > 0 ? [[kind, rows.map(({ line }: { line: number }) => line)]] : [],
    ),
  );
}

it.each<[what: string, text: string, lines: Record<string, number[]>]>([
  ["rows", "id,text\n1,a\n2,b\n", {}],
  ["dots for other rows", "id,text\n1,a\n...,...\n… , ...\n9,z\n", { leftOut: [3, 4] }],
  ["dots in one field", "id,text\n1,...\n", {}],
  ["dots in fewer fields", "id,text,n\n...,...\n", {}],
  ["dots in a single column", "text\n...\n", {}],
  ["the header in capitals", "id,text\n1,a\nID,Text\n", { headers: [3] }],
  ["the header with spaces", "id,text\n1,a\n id,text  \n", { headers: [3] }],
  ["the header in one other letter", "id,text\n1,a\nid,Text\n", { headers: [3] }],
  ["the header itself", "id,text\n1,a\nid,text\n", {}],
  ["a part of the header in capitals", "id,text\n1,a\nID,b\n", {}],
  ["a single name in capitals", "text\nTEXT\n", {}],
  ["the header in another order", "id,text\n1,a\n2,b\ntext,id\nc,3\n", { moved: [4] }],
  ["as many headers in another order as rows", "id,text\n1,a\ntext,id\n", {}],
  ["names that are values too", "id,text\n1,a\n2,text\n3,b\ntext,id\n", {}],
  ["a name twice", "id,text\n1,a\n2,b\ntext,text\n", {}],
  ["names that are the same", "id,id\n1,a\n2,b\nid,id\n", {}],
  ["a column without a name", "id,\n1,a\n2,b\n,id\n", {}],
  ["nothing", "", {}],
])("below a header are %s", (_, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});
