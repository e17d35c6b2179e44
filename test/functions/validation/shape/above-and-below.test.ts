import { describe, expect, it } from "vitest";
import { findExtraHeader } from "../../../../functions/validation/shape/extra-header.ts";
import { takeSample } from "../../../../functions/validation/shape/sample.ts";
import { readShape } from "../../../../functions/validation/shape/shape.ts";
import { findWrappedRows } from "../../../../functions/validation/shape/wrapped-rows.ts";
import { recordsOf } from "./records.ts";

/** What stands above the table: its kind, the header's line, the text, and the delimiter that it names. */
function above(text: string): string | undefined {
  const { preamble } = readShape(takeSample(Buffer.from(text), true));
  return preamble && [preamble.kind, preamble.headerLine, preamble.firstText, preamble.separator ?? "none"].join(" ");
}

const TABLE = "id,text,n\n1,a,2\n2,b,3\n";

describe("above the table is", () => {
  it.each<[what: string, text: string, above: string | undefined]>([
    ["nothing", TABLE, undefined],
    ["a line for Excel", `sep=,\n${TABLE}`, "separator 2 sep=, ,"],
    ["a line for Excel in capitals", "SEP=;\nid;text\n1;a\n", "separator 2 SEP=; ;"],
    ["a line for Excel alone", "sep=;\n", "separator 2 sep=; ;"],
    ["a line for Excel and blank lines", `sep=,\n\n\n${TABLE}`, "separator 4 sep=, ,"],
    ["a name that looks like a line for Excel", `sep=,x,y\n1,2,3\n4,5,6\n`, undefined],
    ["a blank line", `\n${TABLE}`, "blank 2  none"],
    ["rows of commas", `,,\n,,\n${TABLE}`, "blank 3  none"],
    ["a title", `Reviews\n${TABLE}`, "text 2 Reviews none"],
    ["a title with a comma", `Reviews, 2024\n${TABLE}`, undefined],
    ["a title with a comma and a blank line", `Reviews, 2024\n\n${TABLE}`, "text 3 Reviews, 2024 none"],
    [
      "a title with as many commas, and a blank line",
      `In Berlin,Paris,Rome\n\n${TABLE}`,
      "text 3 In Berlin,Paris,Rome none",
    ],
    ["a header of names, and a blank line", "id,score\n\nA1,missing\nA2,5\nA3,6\n", undefined],
    ["names above names and many numbers", "Sales,Europe\nregion,total\nN,5\nS,6\nE,9\nW,4\nNE,3\n", undefined],
    ["names above names and five numbers", "Sales,Europe\n\nregion,total\nN,5\nS,6\nE,9\nW,4\n", undefined],
    ["names above names with digits", "Sales,Europe\n\nregion,q1\nN,5\nS,6\nE,9\nW,4\nNE,3\n", undefined],
    ["a title above a name twice", "In Berlin,By Anna\n\nn,n\n1,5\n2,6\n3,9\n4,4\n5,3\n", undefined],
    [
      "a title with as many commas above an empty column",
      "In Berlin,By Anna,\n\nid,n,\n1,5, \n2,6,\n",
      "text 3 In Berlin,By Anna, none",
    ],
    ["a title above a column without a name", "In Berlin,By Anna,x\n\nid,n, \n1,5,\n2,6,a\n", undefined],
    ["a title and a row of numbers", "In Berlin,By Anna,x\n5,6,7\n\nid,text,n\na,b,c\nd,e,f\n", undefined],
    ["a title and names", `Reviews\nBy,Anna\n${TABLE}`, undefined],
    [
      "a title with as many commas, and rows without numbers",
      "In Berlin,Paris,Rome\n\na,b,c\nx,y,z\nu,v,w\n",
      undefined,
    ],
    ["a title with as many commas, and a row that is none", "In Berlin,Paris,Rome\n\n1,b,c\n2,y,3\n4,v,5\n", undefined],
    ["a blank line at the table's end", "In Berlin,Paris,Rome\n\n", undefined],
    ["a title of a spreadsheet", `Reviews,,\n${TABLE}`, "text 2 Reviews,, none"],
    ["a title above semicolons", "Reviews\nid;text;n\n1;a;2\n2;b;3\n", "text 2 Reviews none"],
    ["a comment", `# by me\n${TABLE}`, "text 2 # by me none"],
    ["a comment after spaces, above text", "  # by me\nid;text\na;b\n", "text 2   # by me none"],
    ["a title with a mark in it, above text", "Reviews #5\nid;text\na;b\n", undefined],
    ["a title and a comment, above text", "# by me\nReviews\nid,text\na,b\n", "text 3 # by me none"],
    ["a title and a blank line, above text", "Reviews\n\nid,text\na,b\n", "text 3 Reviews none"],
    ["a comment with as many commas", "# Source,Wikipedia\nid,text\n1,a\n2,b\n", "text 2 # Source,Wikipedia none"],
    ["a header that begins with a mark", "# name,comment\nAnna,good stuff\nBob,bad stuff\n", undefined],
    ["a header that begins with slashes", "//id,text,label\n1,foo,pos\n2,bar,neg\n", undefined],
    ["a word above a list in each row", "tags\nred;blue;green\nyellow;pink;black\n", undefined],
    ["a word above a list in each of many rows", `tags\n${"red;blue;green\n".repeat(12)}`, "text 2 tags none"],
    ["a word above a list in each row, with numbers", "tags\nred;blue;n\nyellow;pink;5\n", "text 2 tags none"],
    ["a word above Chinese sentences", "评论\n很好，推荐，下次再来\n不错，便宜，物流快\n", undefined],
    ["a word above tabs", "Results\nName\tText\tCity\nAnna\tx\tRome\nBob\ty\tParis\n", "text 2 Results none"],
    ["a word above ids", "Reviews\nid;text;label\nr1;Great, really;good\nr2;Bad, sadly;bad\n", "text 2 Reviews none"],
    ["a word above what is meant to be hidden", "Reviews\nmeta_id;text;label\na;b;c\nd;e;f\n", "text 2 Reviews none"],
    [
      "names above names and many numbers",
      "Sales,Europe\n\nregion,total\nN,5\nS,6\nE,9\nW,4\nNE,3\n",
      "text 3 Sales,Europe none",
    ],
    ["words above semicolons", "Export of May\nid;text;label\na;b;c\nd;e;f\n", "text 2 Export of May none"],
    ["a comment above columns without a name", "# by me\nid,,n\n1,a,2\n2,b,3\n", "text 2 # by me none"],
    ["a title above columns without a name", "Reviews\nid,,n\n1,a,2\n2,b,3\n", undefined],
    ["a comment and a title above columns without a name", "# by me\nReviews\nid,,n\n1,a,2\n2,b,3\n", undefined],
    ["an error of a page", `<br />\n<b>Warning</b>\n${TABLE}`, "notice 3 <br /> none"],
    ["an error of a page that is indented", `  <DIV>Warning\n${TABLE}`, "notice 2   <DIV>Warning none"],
    ["a tag that is no error", `<i>Reviews</i>\n${TABLE}`, "text 2 <i>Reviews</i> none"],
    ["a text with a tag in it", `Reviews <b>of</b>\n${TABLE}`, "text 2 Reviews <b>of</b> none"],
    ["a header that is narrower than the rows", "id\n1,a\n2,b\n", undefined],
    ["a sentence above sentences", "Say, what\nGood, fine\nBad, poor\n", undefined],
    ["a name above two columns of text", "name\nSmith,John\nDoe,Jane\n", undefined],
    ["words above two columns of text", "My reviews\nGood,nice\nBad,poor\n", undefined],
    ["words above three columns of text", "My reviews\none,two,three\na,b,c\nd,e,f\n", "text 2 My reviews none"],
    ["a name above what is hidden", "Reviews\ntext,META_a\nx,y\n", "text 2 Reviews none"],
    ["two lines above three columns of text", "Reviews\nof May\na,b,c\nd,e,f\n", "text 3 Reviews none"],
    [
      "names and values",
      "Survey,Reviews\nDate,2024-05-01\nBy,Anna\n\nid,text,n\n1,a,5\n2,b,4\n3,c,6\n",
      "text 5 Survey,Reviews none",
    ],
    [
      "two lines of a title with one name",
      "Review,Export\nBy,Jane\n\nid,Review,n\n1,a,5\n2,b,4\n",
      "text 4 Review,Export none",
    ],
    ["two lines of a title", "Survey,Reviews\nYear,2024\n\nid,text,n\n1,a,5\n2,b,4\n", "text 4 Survey,Reviews none"],
    ["a row below one of the same columns", "text,id\nHi,a\n\nid,text,n\nc,Ha,5\nd,He,4\n", undefined],
    ["a table of its own", "id,review\n1,a\n2,b\n\nno,text,n\n1,a,4\n2,b,5\n", undefined],
    ["a table of the same columns", "text,META_id\nHi,a\nHo,b\n\ntext,rating,META_id\nHa,5,c\nHe,4,d\n", undefined],
    [
      "a table of other columns, with semicolons",
      "id;review\n1;a\n2;b\n\nno;text;n\n1;a;4\n2;b;5\n3;c;6\n4;d;7\n",
      undefined,
    ],
    ["a title above two columns of prose", "Reviews\nSay, what\nGood, fine\nBad, poor\n", undefined],
    ["two titles above two columns of prose", "Reviews\nof mine\nSay, what\nGood, fine\nBad, poor\n", undefined],
  ])("%s", (_, text, expected) => {
    expect(above(text)).toBe(expected);
  });
});

describe("rows in quotes as a whole are", () => {
  it.each<[what: string, text: string, wrapped: string | undefined]>([
    ["none", "id,text\n1,a\n", undefined],
    ["no records", "", undefined],
    ["a header alone", '"id,text"\n', undefined],
    ["all rows", '"id,text"\n"1,a"\n"2,b"\n', "2@1"],
    ["all rows but the header", 'id,text\n"1,a"\n"2,b"\n', "2@2"],
    ["half of the rows", 'id,text\n1,a\n"2,b"\n', "2@3"],
    ["fewer than half of the rows", 'id,text\n1,a\n"2,b"\n3,c\n', undefined],
    ["the header and nine in ten rows", `"id,text"\n${'"1,a"\n'.repeat(9)}2,b\n`, "2@1"],
    ["the header and eight in nine rows", `"id,text"\n${'"1,a"\n'.repeat(8)}2,b\n`, undefined],
    ["the header alone of several rows", '"id,text"\n1,a\n2,b\n', undefined],
    ["rows of another width", 'id,text\n"1,a,x"\n"2,b,y"\n', undefined],
    ["rows with quotes within", '"id,text"\n"1,""a, b"""\n', "2@1"],
    ["semicolons in rows in quotes", 'id;text;n\n"1;a, b;2"\n3;c;4\n', "3@2"],
    ["semicolons in a header in quotes too", '"id;text;n"\n"1;a;2"\n', "3@1"],
    ["semicolons in two columns with numbers", 'id;text\n"1;a, b"\n2;c\n', "2@2"],
    ["semicolons in two columns without", 'a;text\n"x;a, b"\ny;c\n', undefined],
    ["semicolons and nine in ten rows", `id;text;n\n${'"1;a;2"\n'.repeat(9)}x\n`, "3@2"],
    ["semicolons and eight in nine rows", `id;text;n\n${'"1;a;2"\n'.repeat(8)}x\n`, undefined],
    ["semicolons and blank lines", 'id;text;n\n\n"1;a;2"\n\n', "3@3"],
    ["semicolons and one name after a space", 'id; text;n\n"1;a;2"\n"2;b;3"\n', "3@2"],
    ["semicolons of sentences", '"Read; think; choose"\n"First; second; third"\n', undefined],
    ["semicolons in a header alone", '"id;text;n"\n', undefined],
    ["semicolons and a line break in a row", '"id;text;n"\n"1;a;2\nb"\n', undefined],
    ["one column of sentences", '"Question, please answer"\n"Good, fine"\n', undefined],
    ["one column of names", '"id"\n"1"\n', undefined],
    ["rows of one field without quotes", "id,text\n1\n2\n", undefined],
  ])("%s", (_, text, expected) => {
    const found = findWrappedRows({ text, isWhole: true }, recordsOf(text));
    expect(found && `${found.width}@${found.first.line}`).toBe(expected);
  });
});

describe("a header of a survey tool is", () => {
  const ids = '"{""ImportId"":""a""}","{ ""ImportId"": ""b""}"';

  it.each<[what: string, text: string, extra: string | undefined]>([
    ["none", "a,b\n1,2\n", undefined],
    ["that of Qualtrics", `a,b\nA?,B?\n${ids}\n1,2\n`, "Qualtrics 2-3"],
    ["that of Qualtrics without questions", `a,b\n${ids}\n1,2\n`, "Qualtrics 2-2"],
    ["that of Qualtrics with a line break in a question", `a,b\n"A\n?",B?\n${ids}\n1,2\n`, "Qualtrics 2-4"],
    ["that of Qualtrics with an empty field", `a,b\n,"{""ImportId"":""b""}"\n1,2\n`, "Qualtrics 2-2"],
    ["that of Qualtrics with white space", 'a,b\n  ,"  {""ImportId"":""b""}"\n1,2\n', "Qualtrics 2-2"],
    ["a row with one such value", 'a,b\nx,"{""ImportId"":""b""}"\n1,2\n', undefined],
    ["a row with such a value within a text", 'a,b\n,"x {""ImportId"":""b""}"\n1,2\n', undefined],
    ["blank rows", "a,b\n,\n,\n", undefined],
    ["such a row further down", `a,b\n1,2\n3,4\n5,6\n${ids}\n`, undefined],
    ["that of Qualtrics without ids", "StartDate,Q1\nStart Date,How?\n2024-01-02,x\n", "Qualtrics 2-2"],
    ["that of Qualtrics without ids and dates", "ResponseId,Q1\nResponse ID,How?\nR_1,x\n", "Qualtrics 2-2"],
    ["that of Qualtrics in German", "ResponseId,Q1\nAntwort-ID,Wie?\nR_1,x\nR_2,y\n", "Qualtrics 2-2"],
    ["that of Qualtrics without a row", "StartDate,Q1\nStart Date,How?\n", "Qualtrics 2-2"],
    ["columns of Qualtrics", "StartDate,ResponseId,Q1\n2024-01-02,R_1,x\n2024-01-03,R_2,y\n", undefined],
    ["a response of Qualtrics without an id", "ResponseId,Q1\n,x\nR_2,y\n", undefined],
    ["a response of Qualtrics with another id", "ResponseId,Q1\nP17,x\nR_2,y\n", undefined],
    ["ids of responses that are others", "ResponseId,Q1\nx,a\ny,b\nR_1,c\n", undefined],
    ["words that are a name's", "title,StartDate\nStart Date,2024-01-02\n", undefined],
    ["that of SurveyMonkey", "a,b,\n,Response,Other (please specify)\n1,2,3\n", "SurveyMonkey 2-2"],
    ["that of SurveyMonkey, with white space", "a,b\n ,Open-Ended Response\n1,2\n", "SurveyMonkey 2-2"],
    ["that of SurveyMonkey without a row", "a,b\n,Response\n", undefined],
    ["that of Qualtrics, numbered", `,a,b\n0,A?,B?\n12,${ids}\n2,1,2\n`, "Qualtrics 2-3"],
    ["that of Qualtrics beside a word with digits", `,a,b\nx1,${ids}\n2,1,2\n`, undefined],
    ["that of Qualtrics beside digits and a word", `,a,b\n1x,${ids}\n2,1,2\n`, undefined],
    [
      "that of SurveyMonkey with answers",
      "Respondent ID,Collector ID,Q,\n,,Price,Other\n1,2,Price,\n",
      "SurveyMonkey 2-2",
    ],
    [
      "that of SurveyMonkey condensed",
      "respondent_id,collector_id,Q,\n , ,Price,Other\n1,,Price,\n",
      "SurveyMonkey 2-2",
    ],
    ["answers without ids", "respondent_id,collector_id,Q\n,,Great\n,,Bad\n", undefined],
    ["answers with one id", "respondent_id,collector_id,Q\n1,,Great\n2,,Bad\n", undefined],
    ["a blank row below ids", "respondent_id,collector_id,Q\n,,\n2,1,Bad\n", undefined],
    ["answers below one of the ids", "respondent_id,x,Q\n,,Great\n2,1,Bad\n", undefined],
    ["answers below the other of the ids", "x,collector_id,Q\n,,Great\n2,1,Bad\n", undefined],
    ["answers below names like the ids", "my respondent_id,collector_id,Q\n,,Great\n2,1,Bad\n", undefined],
    ["answers below longer names", "respondent_id,collector_ids,Q\n,,Great\n2,1,Bad\n", undefined],
    ["that of sqlcmd", "id,text\n--,----\n1,x\n", "sqlcmd 2-2"],
    ["that of sqlcmd with spaces", " id ,text\n -- , -----\n1,x\n", "sqlcmd 2-2"],
    ["hyphens that are shorter than a name", "id,text\n--,---\n1,x\n", undefined],
    ["hyphens and a word", "id,text\n--,----x\n1,x\n", undefined],
    ["a word and hyphens", "id,text\n--,x----\n1,x\n", undefined],
    ["hyphens in one column", "text\n----\nx\n", undefined],
    ["hyphens in fewer fields", "id,text,n\n--,----\n1,x,2\n", undefined],
    ["a row with one such word", "a,b\nx,Response\n1,2\n", undefined],
    ["no record", "", undefined],
  ])("%s", (_, text, expected) => {
    const found = findExtraHeader(recordsOf(text));
    expect(found && `${found.source} ${found.from}-${found.to}`).toBe(expected);
  });
});
