import { describe, expect, it } from "vitest";
import { bestTable, delimiterName, isProse } from "../../../../functions/validation/shape/delimiter.ts";
import { recordsOf } from "./records.ts";

/** The delimiter of the table that was found, and the line of its header. */
function found(text: string): string | undefined {
  const table = bestTable({ text, isWhole: true }, recordsOf(text));
  return table && `${table.delimiter}@${table.records[table.header]?.line}`;
}

describe("the delimiter of", () => {
  it.each<[what: string, text: string, delimiter: string | undefined]>([
    ["one column", "text\nGood\nBad\n", undefined],
    ["commas", "id,text\n1,a\n2,b\n", ",@1"],
    ["three columns of semicolons", "id;text;note\na;b;c\nd;e;f\n", ";@1"],
    ["two columns of semicolons and numbers", "id;text\n1;a\n2;b\n", ";@1"],
    ["two columns of semicolons, one of them metadata", "text;META_a\nx;y\nz;w\n", ";@1"],
    ["two columns of semicolons, metadata after white space", "text; META_a\nx; y\nz; w\n", ";@1"],
    ["two columns of semicolons and text", "one;two\nx;y\nz;w\n", ";@1"],
    ["prose with semicolons", "text\nGood; fine\nBad; poor\n", undefined],
    ["prose with semicolons in every line", "Say; what\nGood; fine\nBad; poor\n", undefined],
    ["semicolons with decimal commas", "id;price\n1;2,5\n2;3,5\n", ";@1"],
    ["semicolons with decimal commas, and a unit in the header", "id;price,eur\n1;2,5\n2;3,5\n", ";@1"],
    ["semicolons with commas of sentences", "id;text\n1;Good, fine\n2;Bad, poor\n", ";@1"],
    ["commas with semicolons in the values", "id,text\n1,a;b\n2,c;d\n", ",@1"],
    ["commas with bars in every value", "id,a|b\n1,c|d\n2,e|f\n", ",@1"],
    ["commas with carets in every value", "id,a^b\n1,c^d\n2,e^f\n", ",@1"],
    ["commas with tildes in every value", "id,a~b\n1,c~d\n2,e~f\n", ",@1"],
    ["commas with not signs in every value", "id,a¬b\n1,c¬d\n2,e¬f\n", ",@1"],
    ["commas with section signs in every value", "id,a§b\n1,c§d\n2,e§f\n", ",@1"],
    ["commas with semicolons and spaces in every value", "id,a; b\n1,c; d\n2,e; f\n", ",@1"],
    ["commas, beside a list in the last column", "name,lat;lon\nA,52.5;13.4\nB,48.1;11.6\n", ",@1"],
    ["commas, beside a longer list in the last column", "id,p (a|b|c)\nA,0.1|0.2|0.7\nB,0.3|0.4|0.3\n", ",@1"],
    ["commas after a list, before what is hidden", "start;end,META_a\n1;2,pos\n3;4,neg\n", ",@1"],
    ["semicolons, before what is hidden after a comma", "id;text,META_a\n1;2,5\n3;4,6\n", ",@1"],
    ["semicolons around what is hidden", "id;META_a,b\n1;c,d\n2;e,f\n", ";@1"],
    ["semicolons, one of them after every row", "id;text\n1;a;\n\n2;b;\n", ";@1"],
    ["semicolons, and no answer in any row", "question;answer\nwhy;\nhow;\n", ";@1"],
    ["a tab after every value", "id\t,amount\t,note\n1\t,2\t,x\n3\t,4\t,y\n", ",@1"],
    ["more columns of bars than of commas", "id|text|a,b\n1|x|c,d\n2|y|e,f\n", "|@1"],
    ["more columns of bars than of commas, in most rows", `id|text|a,b\n${"1|x|c,d\n".repeat(18)}2|y,z\n`, ",@1"],
    ["bars with decimal commas, and a unit in the header", "id|price,eur\n1|2,5\n2|3,5\n", "|@1"],
    ["bars with commas of sentences", "id|text, note\n1|Good, fine\n2|Bad, poor\n", "|@1"],
    ["bars with commas between words", "id|a,b\n1|c,d\n2|e,f\n", ",@1"],
    ["bars with commas between numbers and words", "id|a,b\n1|2,d\n2|3,f\n", ",@1"],
    ["bars with commas between words and numbers", "id|a,b\n1|c,5\n2|e,6\n", ",@1"],
    ["bars with commas after another sign in the header", "id|a),b\n1|2,5\n2|3,6\n", ",@1"],
    ["bars with commas after words that have a number", "id|a,b\n1|2x,5\n2|3x,6\n", ",@1"],
    ["bars with commas before words that have a number", "id|a,b\n1|2,x5\n2|3,x6\n", ",@1"],
    ["bars with one decimal comma and one between words", "id|a,b\n1|2,5\n2|x,y\n", ",@1"],
    ["bars in rows that are in quotes", '"id|x","b"\n"1|y","5"\n"2|z","6"\n', ",@1"],
    ["bars in rows of which some are in quotes", 'id|price,eur\n1|2,5\n"2|3","x"\n3|4,5\n', ",@1"],
    ["bars with spaces after them", "id| a,b\n1| 2,5\n2| 3,6\n", ",@1"],
    ["bars with spaces after some of them", "id| a,b\n1|2,5\n2| 3,6\n", "|@1"],
    ["fewer columns of semicolons than of commas", "a;b,c,d\n1;2,3,4\n5;6,7,8\n", ",@1"],
    ["commas in quotes with semicolons", '"a,b";c\n"d,e";f\n"g,h";i\n', ";@1"],
    ["semicolons below a title", "Reviews, 2024\nid;text;n\n1;a;2\n2;b;3\n", ";@2"],
    ["semicolons below a comment", "# by me\nid;text;n\n1;a;2\n2;b;3\n", ";@2"],
    ["semicolons below a comment that is indented", " // by me\nid;text;\n1;a;2\n2;b;3\n", ";@2"],
    ["semicolons below a line sep=, which has one too", "sep=;\nid;text\n1;a\n2;b\n", ";@1"],
    ["semicolons below a tag", "<br>\nid;text;\n1;a;2\n2;b;3\n", ";@2"],
    ["semicolons below a blank line", "\nid;text;\n1;a;2\n2;b;3\n", ";@2"],
    ["semicolons below a title, with a column without a name", "Reviews\nid;text;\n1;a;2\n2;b;3\n", ";@2"],
    ["three columns of sentences", "Say; what; how\nGood; fine; well\n", ";@1"],
    ["semicolons below two lines", "Reviews\nof\na;b;c\nd;e;f\n", ";@3"],
    ["two columns of semicolons below two lines", "Reviews\nof\na;b\nd;e\n", undefined],
    ["values that begin with a mark, below a name", "name\n#a;b\n#c;d\n", undefined],
    ["semicolons below a comment and a title", "# by me\nReviews\nid;;n\n1;a;2\n", ";@3"],
    ["a list in each of eleven rows", `tags\n${"red;blue;green\n".repeat(11)}`, undefined],
    ["more columns of bars, and a comma in one first value", "a|b|c,d\nx,y|e|f\n", ",@1"],
    ["more columns of semicolons, and a space in some", "a; b;c,x\nd; e;f,y\n", ";@1"],
    ["bars with commas after a sign and a number in the header", "id|a2),b\n1|2,5\n2|3,6\n", ",@1"],
    ["bars with commas between several words", "id|a,b c\n1|c,d e\n2|e,f g\n", ",@1"],
    ["bars with a comma of sentences and one between words", "id|a, b,c\n1|x, y,z\n", ",@1"],
    ["R with spaces", '"text" "n"\n"1" "a b" 5\n"2" "c" 6\n', " @1"],
    ["R with one space", '"text" "n"\n"a" 5\n"b" 6\n', " @1"],
    ["R with tabs", '"text"\t"n"\n"1"\t"a"\t5\n"2"\t"b"\t6\n', "\t@1"],
    ["three names of R with spaces", '"a" "bc" "d e"\n"1" 2 3 4\n"2" 5 6 7\n', " @1"],
    ["names in quotes with a text before them", 'x "a" "b"\n"1" 2 3\n"2" 5 6\n', undefined],
    ["colons", "a:b\n1:2\n3:4\n", undefined],
    ["the best of two others", "a;b|c|d\n1;2|3|4\n5;6|7|8\n", "|@1"],
    ["the first of two others that are as good", "a;b|c;d|e\n1;2|3;4|5\n6;7|8;9|0\n", ";@1"],
  ])("%s", (_, text, delimiter) => {
    expect(found(text)).toBe(delimiter);
  });

  it("is named, whatever it is", () => {
    expect([";", " ", "x"].map(delimiterName)).toEqual(["semicolons", "spaces", 'the character "x"']);
  });
});

it.each<[text: string, isProse: boolean]>([
  ["Good; fine", true],
  ["Good; fine;\nBad", true],
  ["Good;fine; bad", false],
  ["Good;fine", false],
  ["Good ;fine", false],
  ["Good", false],
  ["Good;", false],
])("a semicolon ends parts of sentences in %j: %s", (text, expected) => {
  expect(isProse({ text, isWhole: true }, ";")).toBe(expected);
});
