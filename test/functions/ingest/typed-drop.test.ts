import { describe, expect, it } from "vitest";
import { DatasetServiceUnavailable } from "../../../functions/datasets/errors.ts";
import { versionOfEtag } from "../../../functions/drops/drop.ts";
import { definedFolders, folderId } from "../../../functions/drops/folders.ts";
import { connectLedger } from "../../../functions/drops/ledger.ts";
import { workKey } from "../../../functions/drops/object-keys.ts";
import { CONTEXT } from "../context.ts";
import { startTables } from "../drops/table.ts";
import { DROP, type IngestSetting, memoryFacts, memoryLedger, prepareIngest } from "./ingest.ts";

const FILE = "incoming/w1/_dataset.json";
const SCHEMA = {
  strict: true,
  fields: { question: { type: "text", label: "Question" }, source: { type: "metadata" } },
};
const W1_ALONE = { allowed: [{ id: "w1" }], defaultId: undefined };
const CONTENT = "question,source\nx,web\n";
const WORK = workKey(DROP);
const definition = (more: object = {}) => ({ schema: SCHEMA, ...more });

/** Prepares to ingest a file of a folder with this definition. */
function prepareTyped(defined: unknown, setting: IngestSetting = {}) {
  const prepared = prepareIngest({ content: CONTENT, workspaces: W1_ALONE, ...setting });
  if (defined !== undefined) prepared.objects.set(FILE, JSON.stringify(defined));
  return prepared;
}
const findingsIn = (record: unknown): { code: string; message: string }[] => Object(record).findings;

describe("a drop in a folder with a definition", () => {
  it("becomes a typed dataset, with what applied kept beside it", async () => {
    const { ingest, created, started, objects } = prepareTyped(definition({ name: "Answers" }));
    expect(await ingest()).toMatchObject({ verdict: "publish", datasetId: "d1" });
    const [request] = created;
    expect(request).toMatchObject({ name: "Answers: a", workspaceId: "w1" });
    expect([...Object(request).schema.fields.keys()]).toEqual(["question", "source"]);
    expect(started).toMatchObject([{ dataset: { id: "d1", typed: true } }]);
    expect(objects.get(WORK)).toMatchObject({ definition: { source: "file", ...definition({ name: "Answers" }) } });
  });

  const DEFAULT_ID = "6278acb09062db3b35bcbeb0";
  it.each([
    ["none are named", []],
    ["some are", [{ id: "w1", prefix: "reviews" }, { id: DEFAULT_ID }]],
  ])(
    "goes to the default workspace if the folder is no workspace's, where of the workspaces %s",
    async (_, allowed) => {
      const workspaces = { allowed, defaultId: DEFAULT_ID };
      const drop = { ...DROP, key: "incoming/animals/a.csv" };
      const { ingest, created, objects } = prepareTyped(undefined, { drop, workspaces });
      objects.set("incoming/animals/_dataset.json", JSON.stringify(definition()));
      expect(await ingest()).toMatchObject({ verdict: "publish" });
      expect(created).toMatchObject([{ name: "a", workspaceId: DEFAULT_ID }]);
    },
  );

  it("is validated against the schema, and rejected before a dataset is created", async () => {
    const { ingest, created, objects } = prepareTyped(definition(), { content: "question\nx\n" });
    expect(await ingest()).toMatchObject({ verdict: "rejected", datasetId: null });
    expect(findingsIn(objects.get(WORK))).toMatchObject([{ code: "missing-field" }]);
    expect(created).toEqual([]);
  });

  it("is rejected if the definition was accepted and has expired, also before its first file", async () => {
    const facts = memoryFacts();
    const file = { ...DROP, key: FILE, versionId: "d1" };
    const accepted = prepareIngest({ drop: file, content: JSON.stringify(definition()), workspaces: W1_ALONE, facts });
    expect(await accepted.ingest()).toMatchObject({ verdict: "accepted" });
    const { ingest, objects, created } = prepareTyped(undefined, { facts });
    expect(await ingest({ droppedAt: "2999-01-01T00:00:00.000Z" })).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(WORK))).toMatchObject([{ code: "definition-missing" }]);
    expect(created).toEqual([]);
  });

  it("is rejected if the definition has mistakes, and nothing of it is read", async () => {
    const { ingest, calls, objects } = prepareTyped({ schema: {} });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(WORK))).toMatchObject([{ code: "definition-invalid" }]);
    expect(calls).not.toContain(`read ${DROP.key}`);
  });

  it("takes JSON Lines, which are not fixed", async () => {
    const drop = { ...DROP, key: "incoming/w1/a.jsonl" };
    const good = prepareTyped(definition(), { drop, content: '{"question":"x","source":"y"}\n', fix: true });
    expect(await good.ingest()).toMatchObject({ verdict: "publish", rows: 1 });
    expect(good.started).toMatchObject([{ file: { name: "a.jsonl" } }]);
    const bad = prepareTyped(definition(), { drop, content: '{"question";"x"}\n', fix: true });
    expect(await bad.ingest()).toMatchObject({ verdict: "rejected" });
  });

  it("of one column is fixed if its name lacks .csv: the schema says that it is a table", async () => {
    const drop = { ...DROP, key: "incoming/w1/prompts.txt" };
    const one = definition({ schema: { strict: true, fields: { question: { type: "text", label: "Question" } } } });
    const { ingest, started } = prepareTyped(one, { drop, content: "question\nWhy?\n", fix: true });
    expect(await ingest()).toMatchObject({ verdict: "publish" });
    expect(started[0]?.file).toMatchObject({ name: "prompts.csv" });
  });

  it("is fixed if that is wanted, and the fixed file has to fit the schema", async () => {
    const good = prepareTyped(definition(), { content: "question;source\nx;web\ny;web\n", fix: true });
    expect(await good.ingest()).toMatchObject({ verdict: "publish" });
    const bad = prepareTyped(definition(), { content: "question;other\nx;web\ny;web\n", fix: true });
    expect(await bad.ingest()).toMatchObject({ verdict: "rejected" });
  });
});

describe("a drop that is ingested again", () => {
  it("is judged by the definition as it is now, where the same bytes were uploaded again", async () => {
    const drop = { ...DROP, versionId: versionOfEtag("e") };
    const { ingest, objects } = prepareTyped(
      { schema: { fields: { other: { type: "text" } } } },
      { drop, state: "ended" },
    );
    expect(await ingest({ sequencer: "01" })).toMatchObject({ verdict: "rejected" });
    objects.set(FILE, JSON.stringify(definition()));
    expect(await ingest({ sequencer: "02" })).toMatchObject({ verdict: "publish", datasetId: "d1" });
  });

  it("is not published to a dataset without a schema, if its folder has a definition since", async () => {
    const ledger = memoryLedger();
    const created = { id: "d1", name: "a", workspaceId: "w1", needsSchema: false };
    await ledger.once("dataset", DROP, 1, async () => created);
    const { ingest, objects } = prepareTyped(definition(), { ledger });
    expect(await ingest()).toMatchObject({ verdict: "failed", datasetId: null });
    expect(findingsIn(objects.get(WORK))).toMatchObject([{ code: "definition-conflict" }]);
  });
});

describe("a folder with one dataset", () => {
  const one = definition({ files: "one-dataset", name: "All" });

  it("has it created by the first drop, and used by the others", async () => {
    const { ingest, created, started, measured } = prepareTyped(one);
    await ingest();
    await ingest({ drop: { ...DROP, versionId: "v2" } });
    expect(created).toMatchObject([{ name: "All" }]);
    expect(started.map(({ dataset }) => dataset?.id)).toEqual(["d1", "d1"]);
    expect(started[1]).toMatchObject({ dataset: { typed: true, name: "All" } });
    expect(measured.PacedSeconds).toEqual([3]);
  });

  it("uses the one that an earlier version kept with its schema in another form", async () => {
    const ledger = memoryLedger();
    const kept = { id: "d7", name: "All", workspaceId: "w1", typed: true, schema: SCHEMA };
    await ledger.onceForFolder(folderId(DROP), async () => kept);
    const { ingest, created } = prepareTyped(one, { ledger });
    expect(await ingest()).toMatchObject({ verdict: "publish", datasetId: "d7" });
    expect(created).toEqual([]);
  });

  it("is kept in the table, whatever its fields are called", async () => {
    const tables = await startTables();
    try {
      const ledger = connectLedger(await tables.create("folder"), tables.client, () => CONTEXT);
      const fields = JSON.parse('{"__proto__": {"type": "text"}, "constructor": {"type": "text"}}');
      const given = { files: "one-dataset", schema: { fields } };
      const { ingest, created } = prepareTyped(given, { content: "__proto__,constructor\nx,y\n", ledger });
      await ingest();
      expect(await ingest({ drop: { ...DROP, versionId: "v2" } })).toMatchObject({ verdict: "publish" });
      expect(created).toHaveLength(1);
    } finally {
      await tables.close();
    }
  });

  it("has the name of the folder, if the definition has none", async () => {
    const { ingest, created } = prepareTyped(definition({ files: "one-dataset" }));
    await ingest();
    expect(created).toMatchObject([{ name: "w1" }]);
  });

  it("has none if its creation failed, until a drop creates it", async () => {
    const create = async (count: number) => {
      if (count === 1) throw new DatasetServiceUnavailable("down", { status: 503, mayHaveTakenEffect: false });
      return { id: `d${count}`, needsSchema: false };
    };
    const { ingest, started } = prepareTyped(one, { create });
    await expect(ingest()).rejects.toThrow("down");
    await ingest();
    expect(started).toMatchObject([{ dataset: { id: "d2" } }]);
  });

  it.each([
    ["schema: ", { schema: { ...SCHEMA, strict: false } }],
    ["schema: ", { schema: { strict: true, fields: { ...SCHEMA.fields, more: { type: "text" } } } }],
    ['workspace: it is in "w1".', { workspaceId: "w2" }],
  ])("takes no file after its definition has another %s", async (what, change) => {
    const drop = { ...DROP, key: "incoming/free/a.csv" };
    const file = "incoming/free/_dataset.json";
    const { ingest, objects, created } = prepareIngest({ content: CONTENT, drop });
    objects.set(file, JSON.stringify({ ...one, workspaceId: "w1" }));
    await ingest();
    objects.set(file, JSON.stringify({ ...one, workspaceId: "w1", ...change }));
    objects.set("incoming/free/b.csv", "question,source,more\nx,web,y\n");
    const next = { ...drop, key: "incoming/free/b.csv" };
    expect(await ingest({ drop: next })).toMatchObject({ verdict: "rejected" });
    const [first] = findingsIn(objects.get(workKey(next)));
    expect(first).toMatchObject({
      code: "definition-conflict",
      message: expect.stringContaining(`a different ${what}`),
    });
    expect(created).toHaveLength(1);
  });
});

describe("a definition that is dropped", () => {
  const drop = { ...DROP, key: FILE };
  const dropDefinition = (content: unknown, setting: IngestSetting = {}) =>
    prepareIngest({ content: JSON.stringify(content), drop, workspaces: W1_ALONE, ...setting });
  const work = workKey(drop);

  it("is accepted, creates nothing, and warns of metadata that would be shown", async () => {
    const fields = { META_a: { type: "text" }, META_b: { type: "metadata" } };
    const { ingest, created, started, objects } = dropDefinition({ schema: { fields } });
    expect(await ingest()).toMatchObject({ verdict: "accepted", datasetId: null });
    expect(created).toEqual([]);
    expect(started).toMatchObject([{ verdict: "accepted", dataset: null, file: null }]);
    expect(objects.get(work)).toMatchObject({ findings: [{ code: "meta-shown" }], definition: { source: "file" } });
  });

  it("is rejected with all mistakes", async () => {
    const { ingest, objects } = dropDefinition({ files: "x", schema: { fields: { a: { type: "b" } } } });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(work)).map(({ message }) => message.split(":")[0])).toEqual([
      "schema.fields.a.type",
      "files",
    ]);
  });

  it("is rejected with the first of ten thousand mistakes, and their number", async () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, 0]));
    const { ingest, objects } = dropDefinition({ schema: { fields } });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(work))).toHaveLength(100);
    expect(objects.get(work)).toMatchObject({ findingCounts: { "definition-invalid": 10_000 } });
  });

  it("is rejected where the settings define the folder", async () => {
    const folders = definedFolders.parse({ w1: definition() });
    const { ingest, objects } = dropDefinition(definition(), { folders });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(work))).toMatchObject([{ code: "definition-overridden" }]);
  });

  it("is rejected for a workspace that files may not go to", async () => {
    const other = dropDefinition(definition({ workspaceId: "w9" }));
    expect(await other.ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(other.objects.get(work))).toMatchObject([{ code: "workspace-not-allowed" }]);
  });

  it.each([
    ["none are named", []],
    ["some are", [{ id: "w1" }]],
  ])("is rejected if it leads to no workspace, before any file is, where of the workspaces %s", async (_, allowed) => {
    const free = { ...drop, key: "incoming/animals/_dataset.json" };
    const workspaces = { allowed, defaultId: undefined };
    const { ingest, objects } = dropDefinition(definition(), { drop: free, workspaces });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(findingsIn(objects.get(workKey(free)))).toMatchObject([{ code: "workspace-missing" }]);
  });

  it("for one dataset is accepted before that is created", async () => {
    const { ingest, objects } = dropDefinition(definition({ files: "one-dataset" }));
    expect(await ingest()).toMatchObject({ verdict: "accepted" });
    expect(findingsIn(objects.get(work))).toEqual([]);
  });

  const OTHER = { strict: false, fields: { question: { type: "text" } } };
  it.each([
    ["the same", {}, "accepted", []],
    ["another name, which the dataset does not take", { name: "Second" }, "accepted", ["definition-name"]],
    ["another schema, which the dataset cannot take", { schema: OTHER }, "rejected", ["definition-conflict"]],
    ["another schema, for datasets of their own", { schema: OTHER, files: "a-dataset-each" }, "accepted", []],
  ])("after the folder has its dataset is judged by it: %s", async (_, change, verdict, codes) => {
    const one = definition({ files: "one-dataset", name: "First" });
    const { ingest, objects } = dropDefinition(one);
    objects.set(DROP.key, CONTENT);
    await ingest({ drop: DROP });
    objects.set(FILE, JSON.stringify({ ...one, ...change }));
    const next = { ...drop, versionId: "v2" };
    expect(await ingest({ drop: next })).toMatchObject({ verdict });
    expect(findingsIn(objects.get(workKey(next))).map(({ code }) => code)).toEqual(codes);
  });

  it("that is rejected does not make its folder a typed one", async () => {
    const facts = memoryFacts();
    expect(await dropDefinition({ schema: {} }, { facts }).ingest()).toMatchObject({ verdict: "rejected" });
    const { ingest } = prepareTyped(undefined, { facts });
    expect(await ingest({ droppedAt: "2999-01-01T00:00:00.000Z" })).toMatchObject({ verdict: "publish" });
  });
});
