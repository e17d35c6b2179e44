import { describe, expect, it } from "vitest";
import {
  DatasetServiceAccessRefused,
  DatasetServiceRefused,
  DatasetServiceUnavailable,
} from "../../../functions/datasets/errors.ts";
import { DropGone, StorageUnavailable } from "../../../functions/drops/errors.ts";
import { fixedWorkKey, workKey } from "../../../functions/drops/object-keys.ts";
import { DROP, DROPPED_AT, prepareIngest } from "./ingest.ts";

const CONTENT = "id,a\n1,x\n";
/** Its delimiter is an error that can be fixed. */
const FIXABLE = "id;a\n1;x\n2;y\n";
const FIXED = "id,a\n1,x\n2,y\n";
const BROKEN = "id,a\n1,x,y\n";
const WORK = workKey(DROP);

const codesIn = (record: unknown) => Object(record).findings.map(({ code }: { code: string }) => code);

describe("a valid drop", () => {
  it("becomes a dataset, and an execution that publishes it", async () => {
    const { ingest, started, created } = prepareIngest();
    expect(await ingest()).toEqual({ verdict: "publish", datasetId: "d1", rows: 1, bytes: 9, isDuplicate: false });
    expect(created).toEqual([{ name: "a", workspaceId: "w1" }]);
    expect(started).toEqual([
      {
        drop: DROP,
        attempt: 1,
        datasetAttempt: 1,
        startedAt: DROPPED_AT,
        verdict: "publish",
        dataset: { id: "d1", name: "a", workspaceId: "w1" },
        file: { name: "a.csv", bytes: 9, etag: "etag-of-drop" },
      },
    ]);
  });

  it("has its record stored before its execution starts", async () => {
    const { ingest, objects, calls } = prepareIngest();
    await ingest();
    expect(calls).toEqual([`read ${DROP.key}`, `write ${WORK}`]);
    expect(objects.get(WORK)).toEqual({
      file: expect.objectContaining({ rows: 1, bytes: 9 }),
      findings: [],
      findingCounts: {},
      workspaceId: "w1",
      droppedBy: null,
    });
  });

  it("is written down: that it is validated, and before its execution starts, that it is uploaded", async () => {
    const { ingest, written } = prepareIngest();
    await ingest();
    const at = { drop: DROP, attempt: 1, startedAt: DROPPED_AT };
    expect(written).toEqual([
      { ...at, step: "validating", bytes: 9 },
      { ...at, step: "uploading", workspaceId: "w1", droppedBy: null, bytes: 9, rows: 1, findings: 0, datasetId: "d1" },
    ]);
    await ingest();
    expect(written).toHaveLength(2);
  });

  it("is nobody's in its record until its metadata is read, which may name another workspace than the default one", async () => {
    const { ingest, written } = prepareIngest({
      drop: { ...DROP, key: "incoming/a.csv" },
      workspaces: { allowed: [{ id: "w1" }, { id: "w2" }], defaultId: "w1" },
      metadata: { "workspace-id": "w2" },
    });
    await ingest();
    expect(written.map((change) => "workspaceId" in change && change.workspaceId)).toEqual([undefined, "w2"]);
  });

  it("is not said to be uploaded if it is rejected: its report comes next", async () => {
    const { ingest, written } = prepareIngest({ content: "id,a\n1\n" });
    await ingest();
    expect(written.map(({ step }) => step)).toEqual(["validating"]);
  });

  it("is measured, and says what it waits for", async () => {
    const { ingest, measured, waits } = prepareIngest();
    await ingest();
    expect(measured).toEqual({ Rows: [1], Bytes: [9], ValidationSeconds: [expect.any(Number)], PacedSeconds: [3] });
    // Seconds, and not milliseconds: one row takes less than a second.
    expect(measured.ValidationSeconds?.[0]).toBeLessThan(60);
    expect(measured.ValidationSeconds?.[0]).toBeGreaterThanOrEqual(0);
    expect(waits).toEqual([1000]);
  });

  it("is done once, however often its event comes", async () => {
    const { ingest, started, created, measured } = prepareIngest();
    await ingest();
    expect(await ingest()).toEqual({ verdict: "publish", datasetId: "d1", rows: 1, bytes: 9, isDuplicate: true });
    expect({ started: started.length, created: created.length, rows: measured.Rows }).toEqual({
      started: 1,
      created: 1,
      rows: [1],
    });
  });

  it("keeps its dataset if what follows fails", async () => {
    let tries = 0;
    const writeJson = async () => {
      if (++tries === 1) throw new StorageUnavailable("S3 is down");
    };
    const { ingest, created, started } = prepareIngest({ replaced: { writeJson } });
    await expect(ingest()).rejects.toThrow("S3 is down");
    expect(await ingest()).toMatchObject({ datasetId: "d1", isDuplicate: false });
    expect({ created: created.length, started: started.length }).toEqual({ created: 1, started: 1 });
  });

  it("whose dataset needs a schema fails, and names the dataset", async () => {
    const { ingest, started, objects } = prepareIngest({ create: async () => ({ id: "d4", needsSchema: true }) });
    expect(await ingest()).toMatchObject({ verdict: "failed", datasetId: "d4" });
    expect(started).toMatchObject([{ dataset: { id: "d4", name: "a", workspaceId: "w1" }, file: null }]);
    expect(codesIn(objects.get(WORK))).toEqual(["schema-needed"]);
  });

  it.each([
    ["rejected", new DatasetServiceAccessRefused("404", 404), "workspace-not-allowed"],
    ["failed", new DatasetServiceRefused("400: no such name", 400), "service-refused"],
  ])("is %s if the service refuses it", async (verdict, error, code) => {
    const { ingest, started, objects } = prepareIngest({ create: () => Promise.reject(error) });
    expect(await ingest()).toMatchObject({ verdict, datasetId: null, rows: 1 });
    expect(started).toMatchObject([{ verdict, dataset: null, file: null }]);
    expect(codesIn(objects.get(WORK))).toEqual([code]);
  });

  it("is tried again if the service is unavailable", async () => {
    const error = new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false });
    const { ingest, started } = prepareIngest({ create: () => Promise.reject(error) });
    await expect(ingest()).rejects.toBe(error);
    expect(started).toEqual([]);
  });
});

describe("a drop that is rejected", () => {
  it("by a rule has no dataset, and an execution that reports it", async () => {
    const { ingest, started, created, objects } = prepareIngest({ content: BROKEN });
    expect(await ingest()).toEqual({ verdict: "rejected", datasetId: null, rows: 1, bytes: 11, isDuplicate: false });
    expect(created).toEqual([]);
    expect(started).toMatchObject([{ verdict: "rejected", dataset: null, file: null }]);
    expect(codesIn(objects.get(WORK))).toContain("row-width");
  });

  it("for its destination says so first, next to what validation found", async () => {
    const workspaces = { allowed: [{ id: "other" }], defaultId: undefined };
    const { ingest, objects, created } = prepareIngest({ content: BROKEN, workspaces });
    expect(await ingest()).toMatchObject({ verdict: "rejected", datasetId: null });
    expect(codesIn(objects.get(WORK)).slice(0, 2)).toEqual(["workspace-not-allowed", "row-width"]);
    expect(created).toEqual([]);
  });

  it("is validated with the settings' severities", async () => {
    const { ingest } = prepareIngest({ content: "id,a\n1,\n", rules: { severities: { "empty-column": "error" } } });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
  });

  it("for its size or its name says so", async () => {
    const large = prepareIngest({ rules: { largest: 8 } });
    expect(await large.ingest()).toMatchObject({ verdict: "rejected" });
    expect(codesIn(large.objects.get(WORK))).toEqual(["too-large"]);

    const drop = { ...DROP, key: "incoming/w1/a.pdf" };
    const named = prepareIngest({ drop });
    expect(await named.ingest()).toMatchObject({ verdict: "rejected" });
    expect(codesIn(named.objects.get(workKey(drop)))).toContain("not-csv");
  });
});

describe("a drop that can be fixed", () => {
  it("is published in its fixed form where fixing is on", async () => {
    const { ingest, started, objects, asked } = prepareIngest({ content: FIXABLE, fix: true });
    expect(await ingest()).toMatchObject({ verdict: "publish", datasetId: "d1", rows: 2 });
    const key = fixedWorkKey(DROP);
    expect(asked).toEqual(["fixing in w1"]);
    expect(objects.get(key)).toBe(FIXED);
    expect(started[0]?.file).toEqual({
      name: "a.csv",
      bytes: FIXED.length,
      etag: "etag-of-fixed",
      object: { bucket: "b", key, versionId: "v-fixed" },
    });
    expect(objects.get(WORK)).toMatchObject({
      findings: [{ code: "fixed", severity: "warning" }],
      fixes: [expect.objectContaining({ code: "delimiter" })],
    });
    expect(objects.get(WORK)).not.toHaveProperty("fixable");
  });

  it.each([
    ["a.tsv", "a.csv"],
    ["a.CSV", "a.csv"],
    ["a.csv.csv", "a.csv.csv"],
    ["a.tsv.csv", "a.tsv.csv"],
    ["a.txt", "a.csv"],
    ["batch.1/a", "batch.1/a.csv"],
  ])("is uploaded under a name that ends in .csv: %s as %s", async (name, uploaded) => {
    const { ingest, started } = prepareIngest({
      content: FIXABLE,
      drop: { ...DROP, key: `incoming/w1/${name}` },
      fix: true,
    });
    await ingest();
    expect(started[0]?.file?.name).toBe(uploaded);
  });

  it("is published under a name that ends in .csv if it lacks nothing else, and the report has the change", async () => {
    const drop = { ...DROP, key: "incoming/w1/notes.txt" };
    const { ingest, objects, started } = prepareIngest({ content: FIXED, drop, fix: true });
    expect(await ingest()).toMatchObject({ verdict: "publish", rows: 2 });
    expect(objects.get(fixedWorkKey(drop))).toBe(FIXED);
    expect(started[0]).toMatchObject({ drop, dataset: { name: "notes" }, file: { name: "notes.csv" } });
    expect(objects.get(workKey(drop))).toMatchObject({
      findings: [{ code: "fixed", message: expect.stringContaining("The name now ends in .csv") }],
      fixes: [{ code: "not-csv", before: "notes.txt", after: "notes.csv" }],
    });

    const off = prepareIngest({ content: FIXED, drop });
    expect(await off.ingest()).toMatchObject({ verdict: "rejected" });
    expect(off.objects.get(workKey(drop))).toMatchObject({ fixable: [{ code: "not-csv" }] });
  });

  it.each([
    ["a byte order mark", "\ufeffid,a\n1,x\n"],
    ["line ends of Windows", "id,a\r\n1,x\r\n"],
    ["no line end at its end", "id,a\n1,x"],
  ])("is published byte for byte if it lacks nothing but its ending: %s", async (_, content) => {
    const drop = { ...DROP, key: "incoming/w1/notes.txt" };
    const { ingest, objects, started } = prepareIngest({ content, drop, fix: true });
    expect(await ingest()).toMatchObject({ verdict: "publish", bytes: Buffer.byteLength(content) });
    expect(objects.get(fixedWorkKey(drop))).toBe(content);
    expect(started[0]?.file).toMatchObject({ name: "notes.csv", bytes: Buffer.byteLength(content) });
  });

  it.each([
    ["notes of one column", "README.txt", "just words\nand more words\n"],
    ["notes without an ending", "w2/README", "just words\nand more words\n"],
    ["a letter", "letter.txt", "Dear all,\nthis is a letter, with commas\nbye, me\n"],
    ["nothing", "empty.txt", ""],
    ["a byte order mark alone", "mark.txt", "\ufeff"],
    ["a header alone", "header.txt", "id,a\n"],
    ["JSON Lines", "lines.txt", '{"a": "x"}\n{"a": "y"}\n'],
  ])("is no table just because its name may be one's: %s", async (_, name, content) => {
    for (const fix of [true, false]) {
      const drop = { ...DROP, key: `incoming/w1/${name}` };
      const { ingest, objects, created } = prepareIngest({ content, drop, fix });
      expect(await ingest()).toMatchObject({ verdict: "rejected" });
      expect(codesIn(objects.get(workKey(drop)))).toEqual(["not-csv"]);
      expect(created).toEqual([]);
    }
  });

  it("is a table of one column if its name says so", async () => {
    const { ingest, objects } = prepareIngest({ content: "\nprompt\nWhy?\nHow?\n", fix: true });
    expect(await ingest()).toMatchObject({ verdict: "publish", rows: 2 });
    expect(objects.get(fixedWorkKey(DROP))).toBe("prompt\nWhy?\nHow?\n");
  });

  it.each(["a.csv.part", "a.pdf", "a.bak"])("is rejected under a name that no table has: %s", async (name) => {
    for (const content of [FIXED, FIXABLE]) {
      const drop = { ...DROP, key: `incoming/w1/${name}` };
      const { ingest, objects } = prepareIngest({ content, drop, fix: true });
      expect(await ingest()).toMatchObject({ verdict: "rejected" });
      expect(codesIn(objects.get(workKey(drop)))).toEqual(["not-csv"]);
    }
  });

  it("is rejected where fixing is off, with what could be fixed", async () => {
    const { ingest, objects, started } = prepareIngest({ content: FIXABLE });
    expect(await ingest()).toMatchObject({ verdict: "rejected", datasetId: null });
    expect(objects.has(fixedWorkKey(DROP))).toBe(false);
    expect(codesIn(objects.get(WORK)).slice(0, 2)).toEqual(["fixable", "delimiter"]);
    expect(objects.get(WORK)).toMatchObject({ fixable: [expect.objectContaining({ code: "delimiter" })] });
    expect(started).toMatchObject([{ dataset: null, file: null }]);
  });

  it.each([
    [FIXABLE.length, true],
    [FIXABLE.length - 1, false],
  ])("is fixed up to the largest file: %i bytes", async (largest, isFixed) => {
    const describe = async () => ({ bytes: FIXABLE.length, etag: "e", metadata: {} });
    const { ingest, objects } = prepareIngest({
      content: FIXABLE,
      fix: true,
      rules: { largest },
      replaced: { describe },
    });
    await ingest();
    expect(objects.has(fixedWorkKey(DROP))).toBe(isFixed);
  });

  it.each([
    [2 * 1024 ** 3, true],
    [2 * 1024 ** 3 + 1, false],
  ])("of %i bytes is fixed in the time that the function has: %s", async (bytes, isFixed) => {
    const describe = async () => ({ bytes, etag: "e", metadata: {} });
    const { ingest, objects } = prepareIngest({
      content: FIXABLE,
      fix: true,
      rules: { largest: 5 * 1024 ** 3 },
      replaced: { describe },
    });
    await ingest();
    expect(objects.has(fixedWorkKey(DROP))).toBe(isFixed);
  });

  it.each([
    [100 * 1024 ** 2, true],
    [100 * 1024 ** 2 + 1, false],
  ])("of %i bytes has in its answer what could be fixed: %s", async (bytes, isTold) => {
    const describe = async () => ({ bytes, etag: "e", metadata: {} });
    const { ingest, objects } = prepareIngest({
      content: FIXABLE,
      rules: { largest: 1024 ** 3 },
      replaced: { describe },
    });
    await ingest();
    expect(codesIn(objects.get(WORK)).includes("fixable")).toBe(isTold);
  });

  it("is not fixed if its fixed form would still be rejected", async () => {
    const severities = { "empty-column": "error" } as const;
    const { ingest, objects } = prepareIngest({ content: "id;a\n1;\n2;\n", fix: true, rules: { severities } });
    expect(await ingest()).toMatchObject({ verdict: "rejected" });
    expect(objects.has(fixedWorkKey(DROP))).toBe(false);
    expect(codesIn(objects.get(WORK))).not.toContain("fixable");
  });
});

describe("a drop that cannot be read", () => {
  it("because it was deleted fails for good, and only its size is known", async () => {
    const describe = () => Promise.reject(new DropGone("It was deleted."));
    const { ingest, started, objects } = prepareIngest({ replaced: { describe } });
    expect(await ingest()).toEqual({ verdict: "failed", datasetId: null, rows: 0, bytes: 9, isDuplicate: false });
    expect(started).toMatchObject([{ verdict: "failed", dataset: null, file: null }]);
    expect(codesIn(objects.get(WORK))).toEqual(["file-gone"]);
  });

  it("just now is tried again", async () => {
    const error = new StorageUnavailable("S3 is down");
    const { ingest, started } = prepareIngest({ replaced: { read: () => Promise.reject(error) } });
    await expect(ingest()).rejects.toBe(error);
    expect(started).toEqual([]);
  });
});

describe("a redrive", () => {
  it("has an execution of its own, and goes on with its attempt's dataset", async () => {
    const { ingest, started, created } = prepareIngest();
    await ingest();
    expect(await ingest({ attempt: 2, datasetAttempt: 1 })).toMatchObject({ datasetId: "d1", isDuplicate: false });
    expect(await ingest({ attempt: 3, datasetAttempt: 3 })).toMatchObject({ datasetId: "d2" });
    expect(created).toHaveLength(2);
    expect(started.map(({ attempt, datasetAttempt }) => [attempt, datasetAttempt])).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
    ]);
  });

  it("that does not name a dataset's attempt goes on with the first one's", async () => {
    const { ingest, created } = prepareIngest();
    await ingest();
    expect(await ingest({ attempt: 2 })).toMatchObject({ datasetId: "d1" });
    expect(created).toHaveLength(1);
  });

  it("of another version is another attempt", async () => {
    const { ingest, created } = prepareIngest();
    await ingest({ attempt: 2, datasetAttempt: 2 });
    await ingest({ attempt: 2, datasetAttempt: 2, drop: { ...DROP, versionId: "v2" } });
    expect(created).toHaveLength(2);
  });
});

describe("the same bytes in a bucket without versions", () => {
  const drop = { ...DROP, versionId: "etag-e1" };

  it("uploaded again after an attempt that ended are a new attempt with a dataset of its own", async () => {
    const { ingest, started, created, asked } = prepareIngest({ drop, state: "ended" });
    await ingest({ sequencer: "01" });
    expect(await ingest({ sequencer: "02" })).toEqual({
      verdict: "publish",
      datasetId: "d2",
      rows: 1,
      bytes: 9,
      isDuplicate: false,
    });
    expect(await ingest({ sequencer: "03" })).toMatchObject({ datasetId: "d3", isDuplicate: false });
    expect(created).toHaveLength(3);
    expect(started.map(({ attempt, datasetAttempt }) => [attempt, datasetAttempt])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(asked).toEqual(["state of 1", "state of 1", "state of 2"]);
  });

  it.each(["running", "ready"] as const)("uploaded again while the attempt is %s are a duplicate", async (state) => {
    const { ingest, created } = prepareIngest({ drop, state });
    await ingest({ sequencer: "01" });
    expect(await ingest({ sequencer: "02" })).toMatchObject({ datasetId: "d1", isDuplicate: true });
    expect(created).toHaveLength(1);
  });

  it.each([
    ["the same write", "01"],
    ["an earlier write", "00"],
    ["no order", undefined],
  ])("are a duplicate where the event has %s", async (_, sequencer) => {
    const { ingest, asked } = prepareIngest({ drop, state: "ended" });
    await ingest({ sequencer: "01" });
    expect(await ingest(sequencer === undefined ? {} : { sequencer })).toMatchObject({ isDuplicate: true });
    expect(asked).toEqual([]);
  });

  it("are a duplicate where the first event had no order", async () => {
    const { ingest, asked } = prepareIngest({ drop, state: "ended" });
    await ingest();
    expect(await ingest({ sequencer: "02" })).toMatchObject({ isDuplicate: true });
    expect(asked).toEqual([]);
  });

  it("are not asked about where the bucket has versions", async () => {
    const { ingest, asked } = prepareIngest({ state: "ended", content: CONTENT });
    await ingest({ sequencer: "01" });
    expect(await ingest({ sequencer: "02" })).toMatchObject({ isDuplicate: true });
    expect(asked).toEqual([]);
  });
});
