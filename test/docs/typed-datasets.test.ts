import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { definitionJson, folderDefinition, readDefinition } from "../../functions/drops/folder-definition.ts";
import { FIELD_TYPES } from "../../functions/validation/schema/dataset-schema.ts";
import { readSettings } from "../../infra/settings/settings.ts";
import { validate } from "../functions/validation/streams.ts";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url));
const page = (await read("docs/typed-datasets.md")).toString();
const definitions = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json = ""]) => json);
/** The first cells of the table whose header begins so. */
function firstCells(header: string): (string | undefined)[] {
  const [, after = ""] = page.split(`\n| ${header}`);
  const [table = ""] = after.split("\n\n", 1);
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, cell]) => cell);
}

describe("docs/typed-datasets.md", () => {
  it.each(definitions)("shows a definition that applies: %s", (json) => {
    expect(readDefinition(Buffer.from(json))).toMatchObject({ ok: true });
  });

  it("begins with the definition in examples/typed, whose files are valid without a finding", async () => {
    const reading = readDefinition(await read("examples/typed/_dataset.json"));
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    const { schema } = reading.definition;
    expect(JSON.parse(definitions[0] ?? "")).toEqual(definitionJson(reading.definition));
    for (const fileName of ["monday.jsonl", "tuesday.csv"]) {
      const { ok, findings } = await validate(await read(`examples/typed/${fileName}`), { fileName, schema });
      expect({ fileName, ok, findings }).toEqual({ fileName, ok: true, findings: [] });
    }
  });

  it("agrees with the README, whose definition applies too", async () => {
    const [, json = ""] = /^( {4}\{"name": "Animals"[\s\S]*?)\n\n/m.exec((await read("README.md")).toString()) ?? [];
    expect(readDefinition(Buffer.from(json))).toMatchObject({ ok: true, definition: { files: "one-dataset" } });
  });

  it("shows a record that is in examples/typed", async () => {
    const [record = ""] = /\{"question".*\}/.exec(page) ?? [];
    expect((await read("examples/typed/monday.jsonl")).toString().split("\n")).toContain(record);
  });

  it("explains every key and every type of a field, and no other", () => {
    const keys = Object.keys(folderDefinition.shape).flatMap((key) =>
      key === "schema" ? Object.keys(folderDefinition.shape.schema.shape).map((name) => `schema.${name}`) : [key],
    );
    expect(firstCells("key ").sort()).toEqual(keys.sort());
    expect(firstCells("type ")).toEqual(FIELD_TYPES);
  });

  it("shows a setting that is allowed, in place of its workspace", () => {
    const [, setting = ""] = /^ +("folders": .*)$/m.exec(page) ?? [];
    const given = JSON.parse(`{${setting.replace("…", "6278acb09062db3b35bcbeb0")}}`);
    expect(Object.keys(readSettings(given).folders)).toEqual(["animals"]);
  });
});
