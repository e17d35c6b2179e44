import { describe, expect, it } from "vitest";
import { isPivotHeader } from "../../../../functions/validation/shape/pivot-header.ts";
import { recordsOf } from "./records.ts";

function isPivot(text: string): boolean {
  const [names = [], ...rows] = recordsOf(text).map(({ fields }) => fields);
  return isPivotHeader(names, rows);
}

const below = (names: string) => `${names}\nBerlin${",7".repeat(names.split(",").length - 1)}\n`;

describe("names of a table that was pivoted are", () => {
  it.each<[what: string, names: string, isPivot: boolean]>([
    ["years", "city,2020,2021,2022", true],
    ["two years", "city,2020,2022", true],
    ["counts from 0", "city,0,1,2", true],
    ["counts from 1", "city,1,2,3", true],
    ["quantiles in percent", "city,5,50,95", true],
    ["quantiles of one", "city,.05,.5,0.975", true],
    ["days", "city,2024-01-01,2024-01-02,2024-01-03", true],
    ["weeks", "city,2024-01-01,2024-01-08", true],
    ["months", "city,2024-01-15,2024-02-15,2024-03-15", true],
    ["years with a day", "city,2022-01-01,2023-01-01,2024-01-01", true],
    ["not years in another order", "city,2021,2020,2022", false],
    ["not a year twice", "city,2020,2020,2022", false],
    ["not one year", "city,2020", false],
    ["not two counts", "city,0,1", false],
    ["not counts from 2", "city,2,3,4", false],
    ["not counts with a gap", "city,1,2,4", false],
    ["not quantiles without the middle", "city,5,25,95", false],
    ["not other numbers", "city,7,50,93", false],
    ["not numbers and words", "city,1,2,x", false],
    ["not days and a gap", "city,2024-01-01,2024-01-02,2024-01-04", false],
    ["not months with other days", "city,2024-01-15,2024-02-16,2024-03-15", false],
    ["not days that go back", "city,2024-01-03,2024-01-02,2024-01-01", false],
    ["not below several words", "my city,2020,2021,2022", false],
    ["not below a number", "1,2020,2021,2022", false],
    ["not below its own value", "Berlin,2020,2021,2022", false],
  ])("%s", (_, names, expected) => {
    expect(isPivot(below(names))).toBe(expected);
  });

  it.each<[what: string, text: string, isPivot: boolean]>([
    ["years above years, below a word in small letters", "city,2020,2021\nBerlin,2001,2002\nRome,2003,2004\n", true],
    ["years above years, beside sentences", "City,2020,2021\nIn Berlin,2001,2002\nIn Rome,2003,2004\n", true],
    ["years above years in half of the rows", "City,2020,2021\nBerlin,2001,2002\nRome,5,4\n", true],
    ["not years above years", "City,2020,2021\nBerlin,2001,2002\nRome,2003,2004\n", false],
    ["not years above years, beside small letters", "city,2020,2021\nberlin,2001,2002\nRome,2003,2004\n", false],
    ["words beside sentences", "text,good,bad\nA fine day,good,\nA long night,,bad\n", true],
    ["words that are in some cells", "text,good,bad\nfine,good,\nlong,,bad\n", true],
    ["not words in all cells", "text,good,bad\nfine,good,bad\nlong,good,bad\n", false],
    ["not words in the cells of others", "text,good,bad\nfine,bad,\nlong,,good\n", false],
    ["not words next to other words", "text,good,bad\nA fine day,good,\nA long night,,poor\n", false],
    ["not words that are the same", "text,good,good\nA fine day,good,\nA long night,,good\n", false],
    ["not words and no word", "text,good,\nA fine day,good,\nA long night,,\n", false],
  ])("%s", (_, text, expected) => {
    expect(isPivot(text)).toBe(expected);
  });
});
