import { describe, expect, it } from "vitest";
import { findExtraHeader } from "../../../../functions/validation/shape/extra-header.ts";
import { recordsOf } from "./records.ts";

const sourceOf = (text: string) => findExtraHeader(recordsOf(text))?.source;
const ANSWERS = "1,2\n3,4\n5,1\n2,2\n4,5\n";

describe("below names that are only numbered, questions above numbers are", () => {
  it.each<[what: string, text: string, source: "questions" | undefined]>([
    ["a second header", `Q1,Q2_1\nHow good?,How old?\n${ANSWERS}`, "questions"],
    ["one next to texts", `Q1,Q2,Q3\nHow?,What?,Who?\n${ANSWERS.replaceAll("\n", ",x\n")}`, "questions"],
    ["a row, of few", "Q1,Q2_1\nHow?,What?\n1,2\n3,4\n5,1\n2,2\n", undefined],
    ["a row, of another width", `Q1,Q2\nHow?,What?,Who?\n${ANSWERS}`, undefined],
    ["a row, below another name", `Q1,AQ2\nHow?,What?\n${ANSWERS}`, undefined],
    ["a row, below a longer name", `Q1,Q2_a\nHow?,What?\n${ANSWERS}`, undefined],
    ["a row, with a number in it", `Q1,Q2\nHow?,5\n${ANSWERS}`, undefined],
    ["a row, above one column of numbers", `Q1,Q2\nHow?,What?\n${ANSWERS.replaceAll(/,\d/g, ",x")}`, undefined],
    ["a row, above a number and a word", `Q1,Q2\nHow?,What?\n${ANSWERS.replace(",4", ",x")}`, undefined],
  ])("%s", (_, text, source) => {
    expect(sourceOf(text)).toBe(source);
  });
});

describe("names in other words are", () => {
  it.each<[what: string, text: string, source: "names" | undefined]>([
    ["those of REDCap", "record_id,age\nRecord ID,Age of participant\n1,20\n2,31\n", "names"],
    ["those of LimeSurvey", "id,q1\nResponse ID,How are you?\n1,Good\n2,Bad\n", "names"],
    ["those with an id within a word", "respId,q\nrespondentId,What?\n1,a\n2,b\n", "names"],
    ["a row, of one more", "record_id,age\nRecord ID,Age\n1,20\n", undefined],
    ["a row, above an id that is none", "record_id,age\nRecord ID,Age\n1,20\nx,31\n", undefined],
    ["a row, below another name", "record,age\nRecord ID,Age\n1,20\n2,31\n", undefined],
    ["a row, below a name that goes on", "respIdx,age\nRecord ID,Age\n1,20\n2,31\n", undefined],
    ["a row, with another text", "record_id,age\nRecord,Age\n1,20\n2,31\n", undefined],
    ["a row, with a number in the text", "record_id,age\nR2 ID,Age\n1,20\n2,31\n", undefined],
    ["a row, with a number in another column", "record_id,age\nRecord ID,5\n1,20\n2,31\n", undefined],
    ["a row, with no letter in another column", "record_id,age\nRecord ID,?\n1,20\n2,31\n", undefined],
    ["a row, below names that are the same", "record_id,record_id\nRecord ID,Age\n1,20\n2,31\n", undefined],
    ["a row, of another width", "record_id,age\nRecord ID,Age,More\n1,20\n2,31\n", undefined],
    ["a row, of one column", "record_id\nRecord ID\n1\n2\n", undefined],
  ])("%s", (_, text, source) => {
    expect(sourceOf(text)).toBe(source);
  });

  it.each<[what: string, text: string, source: "names" | "labels" | undefined]>([
    ["labels", "v1,v2\nHow good,How old\n1,20\n2,31\n3,40\n", "names"],
    ["labels of items", "item_1,Q2.a\nHow good,How old\n1,20\n2,31\n3,40\n", "names"],
    ["a row, above few others", "v1,v2\nHow good,How old\n1,20\n2,31\n", undefined],
    [
      "labels that differ, next to a name without a number,",
      "v1,age\nHow good,How old\n1,20\n2,31\n3,40\n4,50\n5,29\n",
      "labels",
    ],
    [
      "a row, with the same text twice and a name without a number",
      "v1,age\nNot said,Not said\n1,20\n2,31\n3,40\n4,50\n5,29\n",
      undefined,
    ],
    ["a row, below a number and letters", "1v1,v2\nHow good,How old\n1,20\n2,31\n3,40\n", undefined],
    ["a row, below a number and a word", "v1 x,v2\nHow good,How old\n1,20\n2,31\n3,40\n", undefined],
    ["a row, of one word each", "v1,v2\nGood,Old\n1,20\n2,31\n3,40\n", undefined],
    ["a row, above one column of numbers", "v1,v2\nHow good,How old\n1,a\n2,b\n3,c\n", undefined],
    ["a row, above a number and a word", "v1,v2\nHow good,How old\n1,20\n2,31\n3,x\n", undefined],
  ])("%s below numbered names", (_, text, source) => {
    expect(sourceOf(text)).toBe(source);
  });
});
