import { describe, expect, it } from "vitest";
import { findHeaderBelowCounted, findHiddenHeader } from "../../../../functions/validation/shape/hidden-header.ts";
import { tableOf } from "../../../../functions/validation/shape/table.ts";
import { recordsOf } from "./records.ts";

function belowCounted(text: string): number | undefined {
  const table = tableOf(recordsOf(text), ",");
  return table && findHeaderBelowCounted(table);
}

const ROWS = "id,text\n1,a b\n2,c d\n3,e f\n4,g h\n5,i j\n";

describe("a header below names that a program counted", () => {
  it.each(["0,1", "1,2", "Column1,Column2", " V1 , V2 ", "Unnamed: 0,Unnamed: 1", "_c0,_c1", "field_1,field_2"])(
    "is found: %s",
    (names) => {
      expect(belowCounted(`${names}\n${ROWS}`)).toBe(1);
    },
  );

  it.each(["2,3", "V1,V3", "V1,X2", "V1,name", "name,V2", "Column1,Column1", "Q1,Q2", "-1,0"])(
    "is none below others: %s",
    (names) => {
      expect(belowCounted(`${names}\n${ROWS}`)).toBeUndefined();
    },
  );

  it.each(["unknown", "Inf", "n. a.", "k.A.", "N. d.", " NA ", "½", "5 km", ">100"])(
    "is none where its first name is a value: %s",
    (value) => {
      expect(belowCounted(`V1,V2\n${ROWS.replace("id", value)}`)).toBeUndefined();
    },
  );

  it.each(["unknowns", "infos", "x. a.", "na_count", "größe", "日付", "% of all"])("may have any name: %s", (name) => {
    expect(belowCounted(`V1,V2\n${ROWS.replace("id", name)}`)).toBe(1);
  });

  it("has five rows or more, and none of its names again below it", () => {
    const [names, ...rows] = ROWS.trimEnd().split("\n");
    expect(belowCounted(`0,1\n${names}\n${rows.slice(1).join("\n")}\n`)).toBeUndefined();
    expect(belowCounted(`0,1\n${ROWS}6,text\n`)).toBeUndefined();
    expect(belowCounted(`0,1\n${ROWS}6, text \n`)).toBeUndefined();
  });
});

describe("a header with hidden columns", () => {
  const place = (text: string) => {
    const table = tableOf(recordsOf(text), ",");
    return table && findHiddenHeader(table);
  };

  it.each<[string, number | undefined]>([
    ["Column1,Column2\ntext,META_answer\nGreat,yes\n", 1],
    ["Survey,2024\ntext,META_answer\nGreat,yes\n", 1],
    ["a,b\nc,d\ne,f\ng,h\ni,j\ntext,META_answer\nGreat,yes\n", 5],
    ["a,b\nc,d\ne,f\ng,h\ni,j\nk,l\ntext,META_answer\nGreat,yes\n", undefined],
    // The header itself, and two rows that could be it.
    ["text,META_answer\nGreat,yes\n", undefined],
    ["a,b\ntext,META_answer\nmore,META_other\n", undefined],
    // A list of columns.
    ["name,kind\nMETA_answer,hidden\ntext,shown\n", undefined],
    // Rows that only mention one.
    ["a,b\n3,META_answer\nGreat,yes\n", undefined],
    ["0,1\n3,META_answer\nGreat,yes\n", 1],
  ])("is at its place: %j", (text, expected) => {
    expect(place(text)).toBe(expected);
  });
});
