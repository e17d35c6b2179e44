import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderedJson, parseOrdered } from "../../../local/sandbox/typed/ordered-json.ts";
import { API, TOKEN } from "./client.ts";
import { SCHEMA, TypedClient } from "./typed-client.ts";

const client = new TypedClient();
const create = (schema: unknown) => client.call("POST", API, { name: "n", workspace_id: "w", schema });

it("a dataset with a schema is one of version 4, without a status", async () => {
  const { status, body } = await create({ strict: true, ...SCHEMA });
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: "n",
    created_at: expect.any(String),
    created_by: "sandbox",
    workspace_id: "w",
    total_datapoint_count: 0,
    schema_version: 4,
    schema: { strict: true, ...SCHEMA },
    imports: [],
  });
  expect(await client.get(body.id)).toEqual(body);
  expect(client.sandbox.datasets()).toMatchObject([
    { id: body.id, schemaVersion: 4, schema: { strict: true, ...SCHEMA }, imports: [], status: "UNINITIALISED" },
  ]);
});

it("a dataset without a schema is one of version 3", async () => {
  await client.create();
  expect(client.sandbox.datasets()).toMatchObject([{ schemaVersion: 3, schema: null, imports: [] }]);
});

it("strict may be left out, and is then false", async () => {
  expect((await create(SCHEMA)).body.schema.strict).toBe(false);
});

it("unknown members of a schema are ignored", async () => {
  const { body } = await create({ colour: "red", fields: { a: { type: "text", width: 3 } } });
  expect(body.schema).toEqual({ strict: false, fields: { a: { type: "text" } } });
});

describe("a schema is refused", () => {
  it.each([
    ["no object", "text", "schema"],
    ["null", null, "schema"],
    ["a list", [], "schema"],
    ["no fields", {}, "schema.fields"],
    ["fields that are a list", { fields: [] }, "schema.fields"],
    ["an empty list of fields", { fields: {} }, "schema.fields"],
    ["an empty name", { fields: { "": { type: "text" } } }, "schema.fields."],
    ["a field that is text", { fields: { a: "text" } }, "schema.fields.a"],
    ["a field that is null", { fields: { a: null } }, "schema.fields.a"],
    ["a field without a type", { fields: { a: {} } }, "schema.fields.a.type"],
    ["an unknown type", { fields: { a: { type: "pdf_url" } } }, "schema.fields.a.type"],
    ["a type of an object's own", { fields: { a: { type: "constructor" } } }, "schema.fields.a.type"],
    ["a label that is a number", { fields: { a: { type: "text", label: 1 } } }, "schema.fields.a.label"],
    ["a label that is null", { fields: { a: { type: "text", label: null } } }, "schema.fields.a.label"],
    ["strict that is text", { strict: "true", fields: { a: { type: "text" } } }, "schema.strict"],
    ["strict that is null", { strict: null, fields: { a: { type: "text" } } }, "schema.strict"],
    [
      "two group fields",
      { fields: { a: { type: "task_group_id" }, b: { type: "task_group_id" } } },
      "schema.fields.b.type",
    ],
  ])("for %s", async (_, schema, path) => {
    const { status, body } = await create(schema);
    expect(status).toBe(400);
    expect(body.error.detail).toEqual({ [path]: [expect.any(String)] });
    expect(client.sandbox.datasets()).toEqual([]);
  });

  it("for all its mistakes at once, together with those of the other fields", async () => {
    const fields = { a: { type: "film" }, "": { type: "text" }, b: { type: "text", label: 1 }, c: 1 };
    const { body } = await client.call("POST", API, { name: " ", schema: { strict: 1, fields } });
    expect(Object.keys(body.error.detail).sort()).toEqual([
      "name",
      "schema.fields.",
      "schema.fields.a.type",
      "schema.fields.b.label",
      "schema.fields.c",
      "schema.strict",
      "workspace_id",
    ]);
  });
});

it("fields keep their order and their names, also after a restart", async () => {
  const fields =
    '{"b":{"type":"text"},"1":{"type":"text"},"__proto__":{"type":"metadata"},"constructor":{"type":"text"},"0":{"type":"text","label":"\\"x\\": y"}}';
  const headers = { authorization: `Token ${TOKEN}` };
  const body = `{"name": "n", "workspace_id": "w", "schema" : {"fields": ${fields}}}`;
  const post = await fetch(client.sandbox.url + API, { method: "POST", headers, body });
  expect(post.status).toBe(201);
  const answer = await post.text();
  expect(answer).toContain(`"schema":{"strict":false,"fields":${fields}}`);
  const { id } = JSON.parse(answer);
  await client.restart();
  expect((await client.send("GET", `${API}/${id}`)).text).toContain(fields);
  const [dataset] = client.sandbox.datasets();
  expect(Object.keys(dataset?.schema?.fields ?? {}).sort()).toEqual(["0", "1", "__proto__", "b", "constructor"]);
});

it("JSON in order is the same JSON", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(orderedJson(parseOrdered(text)))).toEqual(JSON.parse(text));
    }),
  );
});
