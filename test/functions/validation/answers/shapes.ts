import { OTHER_DELIMITERS } from "../../../../functions/validation/shape/delimiter.ts";
import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const TABLE = [
  ["id", "text", "META_x"],
  ["1", "Good", "a"],
  ["2", "Bad", "b"],
  ["3", "Fine", "c"],
];
const tableWith = (delimiter: string) => TABLE.map((row) => `${row.join(delimiter)}\n`).join("");
const CSV = tableWith(",");

export const SHAPES: readonly Case[] = [
  ["a column whose name is a sign", "Gesetz;§;Absatz\nBGB;433;1\nStGB;211;2\n"],
  ["answers of hyphens", "answer,reason\n---,---\ngood,bad\n"],
  ["semicolons, and rows in quotes as a whole", 'id;text;score\n"1;Great;5,5"\n"2;Bad;3,2"\n"3;Fine;4,1"\n'],
  ["semicolons, and a row in quotes as a whole", 'id;text;score\n1;Great;5\n"2;Bad, really ""bad"";3"\n3;Fine;4\n'],
  ["tabs, and a row in quotes as a whole", 'id\ttext\n1\tGreat\n"2\tBad, really bad"\n3\tFine\n'],
  ["rows in quotes as a whole, and a blank line", '"id,text"\n"1,""Great, yes"""\n"2,Bad"\n"3,Fine"\n\n'],
  ["rows in quotes as a whole, and CR CR LF", '"id,text"\r\r\n"1,""Great, yes"""\r\r\n"2,Bad"\r\r\n'],
  ["a list in quotes in a column", 'id;text\n"a;b"\n"c;d"\ne\n'],
  [
    "the rows of Qualtrics, numbered by pandas",
    'Unnamed: 0,StartDate,Q1\n0,Start Date,What?\n1,"{""ImportId"":""a""}","{""ImportId"":""b""}"\n2,2024-01-02,Great\n3,2024-01-03,Bad\n',
  ],
  [
    "the rows of Qualtrics, and an empty column",
    'StartDate,Q1,\nStart Date,What?,\n"{""ImportId"":""a""}","{""ImportId"":""b""}",\n2024-01-02,Great,\n2024-01-03,Bad,\n',
  ],
  [
    "a question with several answers of SurveyMonkey",
    "Respondent ID,Collector ID,What do you like?,,Comment\n,,Price,Other (please specify),Open-Ended Response\n1,2,Price,,Great\n2,2,,x,Bad\n",
  ],
  ["a title above an empty column", "Reviews export 2024,,\n,,\nid,text,\n1,Great,\n2,Bad,\n"],
  [
    "a table that a database printed",
    "+----+------+\n| id | text |\n+----+------+\n|  1 | Hi   |\n|  2 | Ho   |\n+----+------+\n",
  ],
  ["a semicolon after every row", "id;text\n1;a;\n2;b;\n"],
  ["a list in each row of one column", "tags\nred;blue;green\nyellow;pink;black\n"],
  ["commas in one column, without quotes", "name\nSmith,John\nDoe,Jane\n"],
  ["a line that sqlcmd writes", "id,text\n--,----\n1,x\n2,y\n"],
  ["several characters between fields", "text~|~META_truth\na~|~b\nc~|~d\n"],
  [
    "columns that are aligned by spaces",
    "id  text            n\n1   Great product!  5\n2   Not worth it    1\n3   Does the job    3\n",
  ],
  ["gaps of spaces in text", "text\nGood.  Very good.\nBad.  Very bad.\nFine.\n"],
  ["two tables", "id,review\n1,a\n2,b\n\nid,text,n\n1,a,4\n2,b,5\n"],
  ...[...OTHER_DELIMITERS].map(([delimiter, name]): Case => [name, tableWith(delimiter)]),
  ["spaces of R", '"id" "text"\n"1" 1 "Good"\n"2" 2 "Bad"\n'],
  ["tabs of R", '"id"\t"text"\n"1"\t1\t"Good"\n"2"\t2\t"Bad"\n'],
  ["semicolons with a schema", tableWith(";"), { schema: schemaOf({ id: "text", text: "text", META_x: "metadata" }) }],
  ["semicolons below a title", `Reviews\n\n${tableWith(";")}`],
  ["a table of Markdown", "| id | text |\n|----|:----:|\n| 1 | Good |\n| 2 | Bad |\n"],
  ["a line for Excel", `sep=,\n${CSV}`],
  ["a line for Excel and semicolons", `sep=;\n${tableWith(";")}`],
  ["a line for Excel, and a blank one", `SEP=;\n\n${tableWith(";")}`],
  ["a line for Excel that names another delimiter", `sep=;\n${CSV}`],
  ["a title", `Customer reviews\n${CSV}`],
  ["a title and a blank line", `Customer reviews\n\n${CSV}`],
  ["a title with commas, and a blank line", `Reviews of Berlin, Paris, Rome\n\n${CSV}`],
  ["three lines above the table", `Customer reviews\nexported 2024-05-01\nby me\n${CSV}`],
  ["a comment above the table", `# exported by a program\n${CSV}`],
  ["two comments above the table", `// one\n// two\n${CSV}`],
  ["a blank line above the table", `\n${CSV}`],
  ["two blank lines above the table", `\n\n${CSV}`],
  ["rows of commas above the table", `,,\n${CSV}`],
  ["an error of a page above the table", `<br />\n<b>Warning</b>: x in y on line 3<br />\n${CSV}`],
  ["rows in quotes as a whole", '"id,text"\n"1,Good"\n"2,""So, so"""\n'],
  ["no header", "1,Good,2024-05-01\n2,Bad,2024-05-02\n3,Fine,2024-05-03\n"],
  [
    "no header, by its addresses",
    "https://example.com/a,Good\nhttps://example.com/b,Bad\nhttps://example.com/c,Fine\n",
  ],
  ["years as names", "country,2019,2020\nFrance,1,2\nItaly,3,4\nSpain,5,6\n"],
  ["counted columns", "0,1,2\na,b,c\nd,e,f\ng,h,i\n"],
  ["a column that numbers the rows, without a name", ",text\n0,Good\n1,Bad\n2,Fine\n"],
  ["a column that numbers the rows", "Unnamed: 0,text\n0,Good\n1,Bad\n2,Fine\n"],
  [
    "the header of Qualtrics",
    'StartDate,Q1\nStart Date,How was it?\n"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}"\n2024-05-01,Good\n',
  ],
  [
    "the header of SurveyMonkey",
    "Respondent ID,Collector ID,How was it?,\n,,Response,Other (please specify)\n1,2,Good,\n2,2,Bad,\n",
  ],
  ["a table of Markdown without colons and outer bars", "id | text\n---|---\n1 | Good\n2 | Bad\n"],
  ["bars, and a row of dashes and text", "id|text|n\n--|x|1\n2|y|2\n"],
  ["bars, and a row without values", "id|text|n\n1|x|1\n||\n2|y|2\n"],
  ["bars, and a row of signs", "id|text|n\n-:-|x-|-y\n2|y|2\n"],
  [
    "a header that looks like a datapoint, with its schema",
    "1,Good\n2,Bad\n3,Fine\n",
    { schema: schemaOf({ "1": "text", Good: "text" }) },
  ],
  ["one with a schema that has one of its names", "1,Good\n2,Bad\n3,Fine\n", { schema: schemaOf({ Good: "text" }) }],
  ["no header, with a schema", "1,Good\n2,Bad\n3,Fine\n", { schema: schemaOf({ id: "text", text: "text" }) }],
  [
    "a column that numbers the rows, with a schema",
    "Unnamed: 0,text\n0,Good\n1,Bad\n",
    { schema: schemaOf({ text: "text" }) },
  ],
  [
    "the header of Qualtrics with a line break in it, and no row",
    'a,b\n"A\n?",B?\n"{""ImportId"":""a""}","{""ImportId"":""b""}"\n',
  ],
  ["no header, and a row with more fields", "1,Good\n2,Bad\n3,Fine,x\n"],
  ["a column that numbers the rows, and a row with more fields", "Unnamed: 0,text\n0,Good\n1,Bad,x\n"],
  ["semicolons, and a row with more of them", "id;text;n\n1;a;2\n2;b;3;4\n"],
];
