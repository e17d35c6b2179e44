import { describe, expect, it } from "vitest";
import { schemaOf } from "./schemas.ts";
import { validate } from "./streams.ts";

const previewOf = async (content: string) => {
  const { file } = await validate(content);
  return [file.preview, file.previewHidden];
};

describe("a preview", () => {
  it.each<[what: string, content: string, visible: string[][], hidden: string[][]]>([
    ["has visible and hidden values apart", "a,META_x,b\n1,2,3\n", [["1", "3"]], [["2"]]],
    [
      "has five rows",
      `a\n${"x\n".repeat(9)}`,
      Array.from({ length: 5 }, () => ["x"]),
      Array.from({ length: 5 }, () => []),
    ],
    [
      "has empty lines, which are rows",
      "a,b\n1,2\n\n3,4\n",
      [
        ["1", "2"],
        ["", ""],
        ["3", "4"],
      ],
      [[], [], []],
    ],
    [
      "has rows with other line ends",
      "a,b\r1,2\r3,4\r",
      [
        ["1", "2"],
        ["3", "4"],
      ],
      [[], []],
    ],
    [
      "has rows of other widths",
      "a,b\n1\n2,3,4\n",
      [
        ["1", ""],
        ["2", "3"],
      ],
      [[], []],
    ],
    ["has fields with stray quotes", 'a,b\n1,5" x\n', [["1", '5" x']], [[]]],
    ["has line breaks and quotes in values", 'a,b\n1,"x\n""y"""\n', [["1", 'x\n"y"']], [[]]],
    ["has a byte order mark in a value", "a,b\n\ufeff1,2\n", [["\ufeff1", "2"]], [[]]],
    ["has values of 500 characters", `a\n${"x".repeat(500)}\n`, [["x".repeat(500)]], [[]]],
    ["has longer ones cut", `a\n${"x".repeat(501)}\n`, [[`${"x".repeat(500)}…`]], [[]]],
    ["is empty if quotes leave rows unclear", 'a,b\n1,"x\n2,y\n', [], []],
    ["is empty if the first row is larger than what is kept", `a\n"${"x".repeat(1 << 18)}"\n`, [], []],
  ])("%s", async (_, content, visible, hidden) => {
    expect(await previewOf(content)).toEqual([visible, hidden]);
  });

  it("has the first rows, however late they are complete", async () => {
    const row = (index: number) => `${index},"${"x".repeat(40_000)}"\n`;
    const [visible] = await previewOf(`a,b\n${[1, 2, 3, 4, 5, 6].map(row).join("")}`);
    expect(visible?.map(([first]) => first)).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("has the columns of a typed file in the schema's order, those that it does not have last", async () => {
    const schema = schemaOf({ b: "text", META_x: "text", a: "metadata" });
    const { file } = await validate("a,other,b,META_x\n1,2,3,4\n", { schema });
    expect(file.columns.map(({ name }) => name)).toEqual(["b", "META_x", "a", "other"]);
    expect([file.preview, file.previewHidden]).toEqual([[["3", "4"]], [["1", "2"]]]);
  });
});
