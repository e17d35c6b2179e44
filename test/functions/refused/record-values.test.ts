import { describe, expect, it } from "vitest";
import { mayBeRefused, readHeader, readValues } from "../../../functions/refused/record-values.ts";
import type { DatasetSchema, FieldType } from "../../../functions/validation/schema/dataset-schema.ts";

const record = (text: string) => ({ index: 0, line: 2, bytes: new TextEncoder().encode(text) });
const valuesOf = (text: string, format: "csv" | "jsonl", header: readonly string[] = []) => {
  const values = readValues(record(text), format, header);
  return values && Object.fromEntries(values);
};

describe("a record's values", () => {
  it.each([
    ['"two\nlines",b', { x: "two\nlines", y: "b" }],
    ["a", { x: "a", y: undefined }],
    ["a,b,c", { x: "a", y: "b" }],
    ["", { x: undefined, y: undefined }],
  ])("of a CSV go by its header: %j", (text, values) => {
    expect(valuesOf(text, "csv", ["x", "y"])).toEqual(values);
  });

  it("of JSON Lines go by their keys", () => {
    expect(valuesOf('{"x": 1, "y": null}', "jsonl")).toEqual({ x: 1, y: null });
  });

  it.each([
    ['a"b,c', "csv"],
    ["{", "jsonl"],
    ["[1]", "jsonl"],
    ["7", "jsonl"],
  ] as const)("are not known where it cannot be read: %j as %s", (text, format) => {
    expect(readValues(record(text), format, ["x"])).toBeUndefined();
  });
});

it.each([
  ['text,"pic, ture"', ["text", "pic, ture"]],
  ['the "best" one,b', ['the "best" one', "b"]],
  ["", []],
])("a header is read: %j", (text, names) => {
  expect(readHeader(record(text))).toEqual(names);
});

describe("a record that the service may have refused", () => {
  const types: Record<string, FieldType> = { text: "text", picture: "image_url", group: "task_group_id" };
  const fields = Object.entries(types).map(([name, type]) => [name, { type }] as const);
  const schema: DatasetSchema = { strict: true, fields: new Map(fields) };
  const good = { text: "a", picture: "https://x.org/1.png", group: "g" };
  const may = (values: object, field: string | null) =>
    mayBeRefused(new Map<string, unknown>(Object.entries(values)), field, schema);

  it.each([
    ["nothing is wrong", {}, null, false],
    ["nothing is wrong in the field", { picture: "http://x.org" }, "text", false],
    ["a value is missing", { text: undefined }, null, true],
    ["a value is null", { text: null }, "text", true],
    ["a value is an object", { text: {} }, "text", true],
    ["a URL is none", { picture: "no URL" }, "picture", true],
    ["any URL is none", { picture: "no URL" }, null, true],
    ["a URL has spaces around it", { picture: " https://x.org/1.png " }, "picture", false],
    ["a group is blank", { group: " " }, "group", true],
    ["a text is blank", { text: " " }, "text", false],
    ["a text is a number", { text: 7 }, "text", false],
    ["the schema does not have the field", { other: "x" }, "other", false],
  ])("%s", (_, change, field, expected) => {
    expect(may({ ...good, ...change }, field)).toBe(expected);
  });

  it("is any that cannot be read", () => {
    expect(mayBeRefused(undefined, "text", schema)).toBe(true);
  });
});
