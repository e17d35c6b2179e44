import { describe, expect, it } from "vitest";
import type { Import, RefusedRecord } from "../../../functions/datasets/import.ts";
import type { DropBucket } from "../../../functions/drops/drop-bucket.ts";
import type { FolderFiles } from "../../../functions/drops/folder-definition.ts";
import { refusedWorkKey, workKey } from "../../../functions/drops/object-keys.ts";
import { collectRefused } from "../../../functions/refused/collect-refused.ts";
import { bucketWith, serviceOf } from "../fakes.ts";

const DROP = { bucket: "b", key: "incoming/f/a.csv", versionId: "v1" };
const WORK = refusedWorkKey(DROP);
const CONTENT = `text,picture\n"two\nlines",https://x.org/1\nb,http://x.org/2\nc,https://x.org/3\n`;
const DEFINITION = {
  source: "file",
  schema: { strict: true, fields: { text: { type: "text" }, picture: { type: "image_url" } } },
};

async function collect(
  errors: readonly RefusedRecord[],
  given: {
    content?: string;
    name?: string;
    import?: Partial<Import>;
    files?: FolderFiles;
    untyped?: boolean;
    mostBytes?: number;
  } = {},
) {
  const { content = CONTENT, name = "a.csv" } = given;
  const memory = bucketWith(DROP, content);
  const definition = given.untyped ? null : { ...DEFINITION, files: given.files };
  memory.objects.set(workKey(DROP), { definition });
  let contentType: string | undefined;
  const bucket: DropBucket = {
    ...memory.bucket,
    writeFile: (name, key, file) => {
      contentType = file.contentType;
      return memory.bucket.writeFile(name, key, file);
    },
  };
  const refused = { status: "partial", accepted: 2, duplicates: 0, rejected: errors.length, errors, reason: null };
  const datasets = serviceOf({ getImport: async () => ({ ...refused, ...given.import }) });
  const request = { drop: DROP, dataset: { id: "d1" }, file: { name }, importId: "i1" };
  const { mostBytes } = given;
  const result = await collectRefused(request, { bucket, datasets, ...(mostBytes === undefined ? {} : { mostBytes }) });
  const work = Object(memory.objects.get(WORK));
  return { result, work, rows: memory.objects.get(work.file), contentType };
}

describe("the records that the service refused", () => {
  it("are found by their lines, and kept as rows to fix and drop again", async () => {
    const { result, work, rows, contentType } = await collect([{ index: 1, field: "picture", reason: "not https" }]);
    expect(contentType).toBe("text/csv; charset=utf-8");
    expect(result).toEqual({ named: 1, workKey: WORK });
    expect(work).toMatchObject({
      count: 1,
      file: "results/f/a.csv/v1.refused.csv",
      findings: [{ code: "record-refused", severity: "error", line: 4, column: "picture" }],
    });
    expect(work.findings[0].message).toBe('The service refused this record for "http://x.org/2": not https.');
    expect(rows).toBe("text,picture\nb,http://x.org/2\n");
  });

  it("are found too where the service counts from 1", async () => {
    const { work } = await collect([{ index: 2, field: "picture", reason: "not https" }]);
    expect(work.findings).toMatchObject([{ line: 4 }]);
  });

  it("with several errors are one row each", async () => {
    const errors = ["text", "picture"].map((field) => ({ index: 0, field, reason: "no" }));
    const { work, rows } = await collect(errors, { import: { rejected: 1 } });
    expect(work).toMatchObject({
      count: 2,
      findings: [
        { line: 2, column: "text" },
        { line: 2, column: "picture" },
      ],
    });
    expect(rows).toBe('text,picture\n"two\nlines",https://x.org/1\n');
  });

  it("that may be one of two are named as such, and both are kept", async () => {
    const { work, rows } = await collect([{ index: 1, field: "text", reason: "rude" }]);
    expect(work.findings).toMatchObject([
      { line: null, message: expect.stringMatching(/^The service refused record 1: rude\. .* line 2 or line 4;/) },
    ]);
    expect(rows).toBe('text,picture\n"two\nlines",https://x.org/1\nb,http://x.org/2\n');
  });

  it("are in their file in the order of the file they come from, whatever the order of the errors", async () => {
    const { work, rows } = await collect([2, 0].map((index) => ({ index, field: "text", reason: "no" })));
    expect(work.findings).toMatchObject([{ line: 5 }, { line: 2 }]);
    expect(rows).toBe('text,picture\n"two\nlines",https://x.org/1\nc,https://x.org/3\n');
  });

  it("are found without the folder's definition, which says what they may be refused for", async () => {
    const { work } = await collect([{ index: 1, field: "picture", reason: "no" }], { untyped: true });
    expect(work.findings).toMatchObject([
      { message: expect.stringContaining("line 2 or line 4"), hint: expect.stringMatching(/a dataset of its own\.$/) },
    ]);
  });

  it("for which there is no room are named by their lines, and said not to be in the file", async () => {
    const errors = [0, 1, 2].map((index) => ({ index, field: "text", reason: "no" }));
    const upTo = (part: string) => CONTENT.replaceAll("\n", "").indexOf(part) + part.length + 1;
    const { work, rows } = await collect(errors, { mostBytes: upTo("http://x.org/2") });
    expect(work.findings).toMatchObject([
      { line: null, message: expect.stringMatching(/refused 3 records, but .* has only 2 of them/) },
      { line: 2 },
      { line: 4 },
      { line: 5 },
    ]);
    expect(rows).toBe(CONTENT.slice(0, CONTENT.indexOf("c,https")));
  });

  it("that the service does not name are said not to be in the file", async () => {
    const { work, rows } = await collect([{ index: 0, field: "text", reason: "no" }], { import: { rejected: 3 } });
    expect(work.count).toBe(3);
    expect(work.findings).toMatchObject([
      { line: null, message: expect.stringMatching(/refused 3 records, but .* has only 1 of them/) },
      { line: 2, column: "text" },
    ]);
    expect(rows).toBe('text,picture\n"two\nlines",https://x.org/1\n');
  });

  it("of JSON Lines are lines", async () => {
    const lines = ['{"text":"a","picture":"https://x.org/1"}', '{"text":null,"picture":"https://x.org/2"}'];
    const content = `${lines[0]}\n\n${lines[1]}\n`;
    const { work, rows, contentType } = await collect([{ index: 1, field: "text", reason: "missing" }], {
      content,
      name: "a.jsonl",
    });
    expect(contentType).toBe("application/x-ndjson");
    expect(work).toMatchObject({ file: "results/f/a.csv/v1.refused.jsonl", findings: [{ line: 3, column: "text" }] });
    expect(rows).toBe(`${lines[1]}\n`);
  });

  it("that are not in the file are said to be missing there", async () => {
    const errors = [0, 99].map((index) => ({ index, field: "text", reason: "no" }));
    const { work } = await collect(errors, { import: { rejected: null } });
    expect(work.findings[0].message).toMatch(/refused 2 records, but .* has only 1 of them/);
    expect(work.findings[2]).toMatchObject({ line: null, message: expect.stringContaining("has no such record") });
  });

  it("that the service does not name are counted", async () => {
    const { result, work } = await collect([], { import: { rejected: 7 } });
    expect(result.named).toBe(0);
    expect(work).toMatchObject({ count: 7, file: null, findings: [{ message: expect.stringContaining("7 records") }] });
  });

  it.each([
    ["one-dataset", /only these rows are added\.$/, /records that are already in the dataset are skipped\.$/],
    ["a-dataset-each", /becomes a dataset of its own\.$/, /becomes another dataset, with all of its records\.$/],
  ] as const)("say what becomes of an upload to a folder with %s", async (files, rows, wholeFile) => {
    const error = { index: 0, field: "text", reason: "no" };
    const some = await collect([error], { files, import: { rejected: 2 } });
    expect(some.work.findings).toMatchObject([
      { hint: expect.stringMatching(wholeFile) },
      { hint: expect.stringMatching(rows) },
    ]);
    const unnamed = await collect([], { files, import: { rejected: 2 } });
    expect(unnamed.work.findings).toMatchObject([{ hint: expect.stringMatching(wholeFile) }]);
  });

  it.each([
    [150, 150],
    [10_001, 10_000],
  ])("are listed up to a hundred, and counted beyond: %i of which %i are read", async (length, named) => {
    const errors = Array.from({ length }, () => ({ index: 0, field: null, reason: "no" }));
    const { result, work } = await collect(errors, { import: { rejected: 30_000 } });
    expect(result.named).toBe(named);
    expect(work.findings).toHaveLength(100);
    expect(work.count).toBe(30_000);
  });

  it("cannot break a line of the report by their reason", async () => {
    const { work } = await collect([{ index: 0, field: "text", reason: `a\u001b[2J\n${"x".repeat(1000)}` }]);
    expect(work.findings[0].message).not.toMatch(/\p{Cc}/u);
    expect(work.findings[0].message.length).toBeLessThan(450);
  });
});
