import { expect, it } from "vitest";
import { areQuantities } from "../../../../functions/validation/sampled/quantities.ts";

it.each<[texts: readonly string[], are: boolean]>([
  [["1.2E+15", "1,3E+15", "-1.4e15"], false],
  // Less than one, or more digits than an ID has.
  [["1E-1"], true],
  [["12.25E-1"], true],
  [["1,25e-1"], true],
  [["1E21"], true],
  [["1E+0"], false],
  [["1E+20"], false],
  [["1E+21"], true],
  // Far apart, or close together.
  [["1E+15", "1E+19"], true],
  [["1E+15", "1E+18"], false],
  // Next to numbers with a fraction.
  [["1E+15", "3.25"], true],
  [["1E+15", "13.25"], true],
  [["1E+15", "-3.25"], true],
  [["1E+15", "3"], false],
  [["1E+15", "v3.25"], false],
  [["1E+15", "3.25 kg"], false],
  // None of them was rounded.
  [["3.25", "5"], false],
  [["x1E-1"], false],
  [["1E-1x"], false],
  [[], false],
])("%j are quantities: %s", (texts, are) => {
  expect(areQuantities(texts)).toBe(are);
});
