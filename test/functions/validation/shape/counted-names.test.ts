import { describe, expect, it } from "vitest";
import {
  areCounted,
  areCountedFromZero,
  areLetters,
  areNumbered,
  areOfProgram,
  isTitleOfProgram,
} from "../../../../functions/validation/shape/counted-names.ts";
import { recordsOf } from "./records.ts";

const split = (names: string) => (names === "" ? [] : names.split(","));

describe("names that a program gives", () => {
  it.each<[names: string, numbered: boolean, counted: boolean]>([
    ["Column1,Column2", true, true],
    ["0,1,2", true, true],
    ["V1, V2 ,V3", true, true],
    ["col_0,col_1", true, true],
    ["Unnamed: 0,Unnamed: 1", true, true],
    ["_c0,_c1", true, true],
    // Not in order, from 2, or with other letters.
    ["V2,V1", true, false],
    ["V2,V3", true, false],
    ["V1,X2", true, false],
    // One may be a title.
    ["Reviews,V2,V3", true, false],
    ["Reviews, by me,V3", false, false],
    ["Reviews", false, false],
    ["Q1,Q2", false, false],
    ["V1a,V2a", false, false],
    ["My V1,My V2", false, false],
  ])("%s: numbered %s, counted %s", (names, numbered, counted) => {
    expect(areNumbered(recordsOf(names)[0])).toBe(numbered);
    expect(areCounted(split(names))).toBe(counted);
  });

  it("are not those of no record", () => {
    expect(areNumbered(undefined)).toBe(false);
  });

  it.each<[names: string, fromZero: boolean, letters: boolean]>([
    ["0,1,2", true, false],
    ["0", true, false],
    ["0, 1", true, false],
    ["1,2", false, false],
    ["0,2", false, false],
    ["A,B,C", false, true],
    ["A", false, false],
    ["A,C", false, false],
    ["a,b", false, false],
    ["", false, false],
  ])("%j: numbers from zero %s, letters %s", (names, fromZero, letters) => {
    expect(areCountedFromZero(split(names))).toBe(fromZero);
    expect(areLetters(split(names))).toBe(letters);
  });

  it.each<[names: string, areTheirs: boolean, isTitle: boolean]>([
    ["My reviews,Unnamed: 1,Unnamed: 2", true, true],
    ["My reviews,...2,...3", true, true],
    ["My reviews,X,X.1", true, true],
    ["My reviews,__EMPTY,__EMPTY_1", true, true],
    ["text,Unnamed: 1", true, false],
    ["My reviews,Unnamed: 2", false, false],
    ["My reviews,Unnamed: 1,X.1", false, false],
    ["My reviews,Unnamed: 1,text", false, false],
    ["My reviews", false, false],
    [",Unnamed: 1", false, false],
  ])("%j: all but the first %s, which is a title %s", (names, areTheirs, isTitle) => {
    expect(areOfProgram(split(names))).toBe(areTheirs);
    for (const record of recordsOf(names)) expect(isTitleOfProgram(record)).toBe(isTitle);
  });
});
