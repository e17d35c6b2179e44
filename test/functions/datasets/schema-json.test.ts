import { expect, it } from "vitest";
import { type SchemaJson, schemaDifference } from "../../../functions/datasets/schema-json.ts";

const ITS: SchemaJson = { strict: true, fields: { a: { type: "text", label: "A" }, b: { type: "image_url" } } };

it.each<[string | undefined, Partial<SchemaJson>]>([
  [undefined, {}],
  [undefined, { fields: { b: { type: "image_url", label: "b" }, a: { type: "text", label: "A" } } }],
  ["it is strict", { strict: false }],
  ['it has a field "b"', { fields: { a: { type: "text", label: "A" } } }],
  ['it has no field "c"', { fields: { ...ITS.fields, c: { type: "metadata" } } }],
  ['its field "b" is image_url, and not text', { fields: { ...ITS.fields, b: { type: "text" } } }],
  ['its field "a" has the label "A", and not "a"', { fields: { ...ITS.fields, a: { type: "text" } } }],
])("a schema differs from another: %s", (difference, other) => {
  expect(schemaDifference(ITS, { ...ITS, ...other })).toBe(difference);
});
