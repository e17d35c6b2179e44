import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isVisible, TASK_GROUP_COLUMN } from "../../../local/sandbox/columns.ts";
import { readCsvRows } from "../../../local/sandbox/csv-rows.ts";
import { readDatapoints } from "../../../local/sandbox/datapoints.ts";
import { inspectHere } from "../../../local/sandbox/inspect-csv.ts";
import { readTaskGroups } from "../../../local/sandbox/task-groups.ts";
import { cases } from "../../cases.ts";
import { inTemporaryFile } from "../../temporary-file.ts";
import { codesOf, validate } from "./streams.ts";

const FOLDER = fileURLToPath(new URL("real-files/", import.meta.url));
const LEGAL = readdirSync(`${FOLDER}legal`);
const EXPECTED = readFileSync(`${FOLDER}expected.tsv`, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((row) => row.split("\t"))
  .map(([file = "", verdict = "", findings = ""]) => ({
    file,
    verdict,
    findings: findings.split(",").filter(Boolean),
  }));
const ACCEPTED = EXPECTED.filter(({ verdict }) => verdict === "accept").map(({ file }) => file);

const read = (file: string) => readFileSync(FOLDER + file);

describe("a file that people really have is answered as it must be", () => {
  it.each(EXPECTED)("$file: $verdict $findings", async ({ file, verdict, findings }) => {
    const validation = await validate(read(file), { fileName: file });
    expect(validation.ok ? "accept" : "reject").toBe(verdict);
    const found = codesOf(validation).map((place) => place.replace(/@?(?::.*)?$/, "").replace(/:.*/, ""));
    expect(found).toEqual(expect.arrayContaining(findings));
  });

  it("and so it is however its bytes arrive", async () => {
    for (const { file } of EXPECTED) {
      const bytes = read(file);
      expect(await validate(bytes, { fileName: file }, 1), file).toEqual(await validate(bytes, { fileName: file }));
    }
  });
});

describe("legal public data sets are accepted", () => {
  // Its last column is empty in all rows: a person who looks at the file would agree.
  const WARNED = new Map([["admiral__queries_mh.csv", ["empty-column@1:TERMNUM"]]]);

  it.each(LEGAL)("%s", async (file) => {
    const validation = await validate(read(`legal/${file}`), { fileName: file });
    expect(validation.ok).toBe(true);
    expect(codesOf(validation)).toEqual(WARNED.get(file) ?? []);
  });
});

/** What the sandbox shows of a file, in the words of a report. */
async function seenBySandbox(path: string, bytes: number) {
  const inspection = await inspectHere(path);
  if (!inspection.ok) return inspection;
  const { datapoints, hasGroupingId } = inspection;
  let header: readonly string[] = [];
  for await (const row of readCsvRows(path)) {
    header = row.header;
    break;
  }
  const shown = await readDatapoints(path, { offset: 0, limit: 5 });
  const values = (fields: Readonly<Record<string, string>>, names: readonly string[]) =>
    names.map((name) => fields[name]);
  const hidden = header.filter((name) => !isVisible(name));
  const grouping = { tasksPerGroup: undefined, seed: "", offset: 0, limit: 100_000 };
  const { task_groups } = await readTaskGroups({ path, datapoints, hasGroupingId }, grouping);
  const sizes = task_groups.map(({ size }) => size);
  return {
    ok: true,
    bytes,
    rows: datapoints,
    columns: header.map((name) => ({ name, visible: isVisible(name) })),
    groups: header.includes(TASK_GROUP_COLUMN)
      ? { count: sizes.length, smallest: Math.min(...sizes), largest: Math.max(...sizes) }
      : null,
    preview: shown.map(({ visible }) => values(visible, header.filter(isVisible))),
    previewHidden: shown.map(({ all }) => values(all, hidden)),
  };
}

async function seenByReport(content: Uint8Array) {
  const { ok, file } = await validate(content);
  const { histogram: _, ...groups } = file.taskGroups ?? { histogram: [] };
  const { bytes, rows, columns, preview, previewHidden } = file;
  return { ok, bytes, rows, columns, groups: file.taskGroups && groups, preview, previewHidden };
}

describe("a report matches what the service shows", () => {
  it.each(ACCEPTED)("of %s", async (file) => {
    const bytes = read(file);
    await inTemporaryFile(bytes, async (path) => {
      expect(await seenByReport(bytes)).toEqual(await seenBySandbox(path, bytes.length));
    });
  });

  it("of any table that is accepted, with marks, invisible characters and metadata in any place", async () => {
    const name = fc.constantFrom(
      "id",
      "META_id",
      "META_TASK_GROUP_ID",
      "text",
      " x",
      "\ufeffMETA_b",
      "META_ b",
      "Ünï",
      '"q"',
    );
    const value = fc.constantFrom(
      "",
      " ",
      "a",
      "A",
      "b,c",
      'say "hi"',
      "\ufeffa",
      "\u00a0",
      "é\n2",
      "#N/A",
      "\u200b",
      "7",
    );
    const table = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).chain((names) =>
      fc.record({
        names: fc.constant(names),
        rows: fc.array(fc.array(value, { minLength: names.length, maxLength: names.length }), { maxLength: 8 }),
        lineEnd: fc.constantFrom("\n", "\r\n", "\r", "\r\r\n"),
        mark: fc.constantFrom("", "\ufeff"),
      }),
    );
    const write = (fields: readonly string[]) =>
      fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ names, rows, lineEnd, mark }) => {
        const bytes = Buffer.from(mark + [names, ...rows].map(write).join(lineEnd));
        const reported = await seenByReport(bytes);
        if (!reported.ok) return;
        accepted++;
        await inTemporaryFile(bytes, async (path) => expect(reported).toEqual(await seenBySandbox(path, bytes.length)));
      }),
      { numRuns: cases(1000) },
    );
    expect(accepted).toBeGreaterThan(cases(50));
  });
});
