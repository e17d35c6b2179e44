import { expect, it } from "vitest";
import { findProgramsColumns } from "../../../../functions/validation/shape/index-column.ts";
import { recordsOf } from "./records.ts";

it.each<[what: string, text: string, numbering: number[], nameless?: number[]]>([
  ["a column that pandas numbered", "Unnamed: 0,a\n5,x\n3,y\n", [0]],
  ["one further right", "a,Unnamed: 12\nx,1\ny,2\n", [1]],
  ["one further right that is no count", "a,Unnamed: 12\nx,1\ny,3\n", [], [1]],
  ["one of which rows were joined", "Unnamed: 0,a\n0,x\n1,y\nUnnamed: 0,a\n0,z\n1,w\n\n", [0]],
  ["a first column of ratings", "Unnamed: 0,a\n5,x\n3,y\n5,z\n", [], [0]],
  ["a first column of texts, and another one", "Unnamed: 0,...2\nx,1\ny,5\n", [], [0, 1]],
  ["names that R counted", "V1,V2\n1,x\n2,y\n", []],
  ["a single column that R named", "V1\n1\n2\n", [0]],
  ["two, as pandas names them after a second save", "Unnamed: 0.1,Unnamed: 0,a\n1,2,x\n", [0, 1]],
  ["one below others, as pandas flattens them", "a,Unnamed: 1_level_1\nx,1\n", [], [1]],
  ["a column that readr numbered", "...1,a\n1,x\n", [0]],
  ["a name that goes on", "Unnamed: 0 (copy),...1x\n1,x\n", []],
  ["a name that begins before", "My Unnamed: 0,x...1\n1,x\n", []],
  ["a name with another sign", "Unnamed: 0-1,Unnamed: x\n1,x\n", []],
  ["row numbers from 1", "X,a\n1,x\n2,y\n", [0]],
  ["row numbers from 0", "index,a\n0,x\n1,y\n2,z\n", [0]],
  ["row numbers of Spark and Excel", "_c0,Column1\n0,0\n1,1\n", [0]],
  ["row numbers that are not in the first column", "a,X\nx,1\ny,2\n", []],
  ["row numbers from 2", "X,a\n2,x\n3,y\n", []],
  ["row numbers with a gap", "X,a\n1,x\n3,y\n", []],
  ["row numbers that go down", "X,a\n1,x\n0,y\n", []],
  ["row numbers that are written otherwise", "X,a\n1,x\n2.0,y\n", []],
  ["a single row number", "X,a\n1,x\n", []],
  ["numbers below another name", "rank,a\n1,x\n2,y\n", []],
  ["a row without fields", "X,a\n1,x\n\n", []],
  ["no record", "", []],
])("%s", (_, text, numbering, nameless = []) => {
  expect(findProgramsColumns(recordsOf(text))).toEqual({ numbering, nameless });
});
