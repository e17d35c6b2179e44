import { describe, expect, it } from "vitest";
import { endInValue, findSplitValues, opensValue } from "../../../../functions/validation/rules/split-value.ts";

describe("a value that commas split", () => {
  it.each<[what: string, fields: readonly string[], found: readonly (readonly [from: number, to: number])[]]>([
    ["is an object", ["a", '{"x": 1', ' "y": 2}', "b"], [[1, 2]]],
    ["is a list with white space around it", ["  [1", "2]  ", "b"], [[0, 1]]],
    ["has brackets within it", ["[[1", "2]", "[3", "4]]"], [[0, 3]]],
    ["closes where a field ends", ["[1", "2] and", "3]"], [[0, 2]]],
    [
      "may be one of two",
      ["[1", "2]", "a", "{'x': 1", "'y': 2}"],
      [
        [0, 1],
        [3, 4],
      ],
    ],
    ["is not one that closes within its field", ["[1]", "a]", "[2] and more"], []],
    ["is not one that never closes", ["[a", "b"], []],
    ["is not one that closes with another bracket", ["[1", "2}"], []],
    ["does not begin within a field", ["a [1", "2]"], []],
    ["is found after few brackets that never close", [...Array(7).fill("{a"), "[1", "2]"], [[7, 8]]],
    ["is not looked for after many brackets that never close", [...Array(8).fill("{a"), "[1", "2]"], []],
    ["is found after many brackets that close", [...Array(9).fill("{a}"), "[1", "2]"], [[9, 10]]],
  ])("%s", (_, fields, found) => {
    expect(findSplitValues(fields)).toEqual(found.map(([from, to]) => ({ from, to })));
  });

  it.each<[fields: readonly string[], ends: boolean]>([
    [["a", '{"x": 1'], true],
    [["a", " [ 'x'", "b"], true],
    [["[[1]", "2"], true],
    [["[ {", "}"], true],
    [["[1", "2"], false],
    [["{x", "y"], false],
    [['{"x": 1}', "a"], false],
    [['["x"', '"y"]'], false],
    [['a {"x": 1', "b"], false],
    [['[a "x"', "b"], false],
    [[], false],
  ])("goes on after %j: %s", (fields, ends) => {
    expect(endInValue(fields)).toBe(ends);
  });

  it.each([
    ["[1", true],
    [" {a", true],
    ["a{", false],
    ["", false],
  ])("begins with %j: %s", (field, opens) => {
    expect(opensValue(field)).toBe(opens);
  });
});
