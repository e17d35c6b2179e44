import { expect, it } from "vitest";
import { findTableBelow } from "../../../../functions/validation/shape/table-below.ts";
import { recordsOf } from "./records.ts";

const TABLE = "id,text\n1,Good\n2,Bad\n";
const WIDE = "id,text,label\n1,Good,a\n2,Bad,b\n";

it.each<[what: string, text: string, line: number | undefined]>([
  ["fewer columns", `${WIDE}\nlabel,count\na,1\n`, 5],
  ["more columns", `${TABLE}\nlabel,meaning,count\na,x,1\n`, 5],
  ["fewer columns, of which a row has a cell less", `${WIDE}\nlabel,count\na,1\nb\n`, 5],
  ["fewer columns, and rows of the first table", `${WIDE}\nlabel,count\na,1\n3,Fine,a\n`, undefined],
  ["fewer columns, and none of its rows has all", `${WIDE}\nlabel,count\na\nb\n`, undefined],
  ["fewer columns, without rows", `${WIDE}\nlabel,count\n`, undefined],
  ["fewer columns, and a third table", `${WIDE}\nlabel,count\na,1\n\nx,y,z\n1,2,3\n`, 5],
  ["fewer columns, and blank lines at the end", `${WIDE}\nlabel,count\na,1\n\n\n`, 5],
  ["a title", `${WIDE}\nSummary\nlabel,count\na,1\n`, 6],
  ["a title of two cells", `${WIDE}\nSummary,2025\nlabel,count\na,1\n`, undefined],
  ["a title without a blank line", `${WIDE}Summary\nlabel,count\na,1\n`, undefined],
  ["no blank line", `${WIDE}label,count\na,1\n`, undefined],
  ["one name alone", `${WIDE}\nlabel\na\n`, undefined],
  ["names of several words", `${WIDE}\nthe label,the count\na,1\n`, undefined],
  ["one column above", "text\nGood\nBad\n\nlabel,count\na,1\n", undefined],
  ["no row above", "id,text\n\nlabel,count,more\na,1,x\n", undefined],
  ["blank lines alone above", "id,text\n\n\nlabel,count,more\na,1,x\n", undefined],
  ["numbers below a name, and texts above", `${TABLE}\nlabel,count\nx,1\ny,2\n`, 5],
  ["numbers above, and texts below", `${TABLE}\nlabel,meaning\nx,good\ny,bad\n`, 5],
  ["numbers above, and some below", `${TABLE}\nlabel,meaning\n3,good\ny,bad\n`, undefined],
  ["some numbers above, and none below", "id,text\n1,Good\nb,Bad\n\nlabel,meaning\nx,good\ny,bad\n", undefined],
  ["some numbers below a name", "a,b\nx,y\nz,w\n\nlabel,count\nu,1\nv,none\n", undefined],
  ["sentences in all rows but its own", "a,b\nx,so good\ny,so bad\n\nlabel,meaning\nz,good thing\nw,bad thing\n", 5],
  ["words in all rows", "a,b\nx,good\ny,bad\n\nlabel,meaning\nz,fine\nw,fair\n", undefined],
  ["numbers below a single row", "id,text\n1,Good\n\nlabel,count\nx,1\ny,2\n", undefined],
  ["numbers in a single row", `${TABLE}\nlabel,count\nx,1\n`, undefined],
  ["nothing", "", undefined],
])("a table below another: %s", (_, text, line) => {
  expect(findTableBelow(recordsOf(text))?.line).toBe(line);
});
