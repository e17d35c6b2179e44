import { expect, it } from "vitest";
import { belowProgramLines } from "../../../../functions/validation/shape/program-lines.ts";
import { recordsOf } from "./records.ts";

const LOG = "2024-05-01 10:00:00 INFO Read 5 rows";

it.each<[what: string, text: string, header: number]>([
  ["a line of a log", `${LOG}\nid,text\n1,a\n`, 1],
  ["a line in brackets", `[2024-05-01T10:00:00] WARN Slow\nid,text\n1,a\n`, 1],
  ["a line of Python", "WARNING:app.main:Slow\nid,text\n1,a\n", 1],
  ["a warning of Python", "app.py:5: FutureWarning: Slow\nid,text\n1,a\n", 1],
  ["a warning of MySQL", "mysql: [Warning] Using a password\nid,text\n1,a\n", 1],
  ["a notice of PHP", "PHP Notice: Undefined variable on line 5\nid,text\n1,a\n", 1],
  ["a title of R", "# A tibble: 2 × 2\nid,text\n1,a\n", 1],
  ["a title of SAS", "  The SAS System   10:15\nid,text\n1,a\n", 1],
  ["lines and blank lines", `${LOG}\n\n${LOG}, slowly\n\nid,text\n1,a\n`, 4],
  ["one line above one column", `${LOG}\ntext\na\n`, 1],
  ["two lines above one column of one row", `${LOG}\n${LOG}\ntext\na\n`, 0],
  ["a line above what are no names", `${LOG}\nthe id,a text\n1,a\n`, 0],
  ["a line above and one below", `${LOG}\nid,text\n${LOG}\n`, 0],
  ["a line below", `id,text\n1,a\n${LOG}\n`, 0],
  ["lines alone", `${LOG}\n${LOG}\n`, 0],
  ["a text with such a line in it", `See ${LOG}\nid,text\n1,a\n`, 0],
  ["nothing", "", 0],
])("the header is below a log, or not, where there is %s", (_, text, header) => {
  expect(belowProgramLines(recordsOf(text))).toBe(header);
});
