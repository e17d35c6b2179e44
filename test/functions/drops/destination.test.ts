import { describe, expect, it } from "vitest";
import { resolveDestination } from "../../../functions/drops/destination.ts";
import type { FolderDefinition } from "../../../functions/drops/folder-definition.ts";
import type { Workspaces } from "../../../functions/drops/workspaces.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";

const ANY: Workspaces = { allowed: [], defaultId: "default" };
const SOME: Workspaces = { allowed: [{ id: "ws1", prefix: "reviews" }, { id: "ws2" }], defaultId: "ws2" };

const resolve = (key: string, metadata: Record<string, string> = {}, workspaces = ANY) =>
  resolveDestination(key, metadata, workspaces);

describe("a drop's destination", () => {
  it.each([
    ["incoming/ws1/reviews.csv", "ws1", "reviews", "reviews.csv"],
    ["incoming/reviews.csv", "default", "reviews", "reviews.csv"],
    ["incoming/ws1/2024/q4/reviews.csv", "ws1", "2024/q4/reviews", "2024/q4/reviews.csv"],
    ["incoming/ws1/REVIEWS.CSV", "ws1", "REVIEWS", "REVIEWS.CSV"],
    ['incoming/ws1/50% + "quotes" 🎉.csv', "ws1", '50% + "quotes" 🎉', '50% + "quotes" 🎉.csv'],
    ["incoming/ws1/v1.2.csv", "ws1", "v1.2", "v1.2.csv"],
    ["incoming/ws1/a.csv.csv", "ws1", "a.csv", "a.csv.csv"],
    ["incoming/ws1/a.csv.zip", "ws1", "a", "a.csv.zip"],
    ["incoming/ws1/ Reviews .csv", "ws1", "Reviews", " Reviews .csv"],
    ["incoming/ ws1 /a.csv", "ws1", "a", "a.csv"],
    ["incoming//a.csv", "default", "a", "a.csv"],
    ["incoming/ws1/Survey.xlsx", "ws1", "Survey", "Survey.xlsx"],
    ["incoming/ws1/survey.TSV", "ws1", "survey", "survey.TSV"],
    ["incoming/ws1/survey.txt", "ws1", "survey", "survey.txt"],
    ["incoming/ws1/study.pilot", "ws1", "study.pilot", "study.pilot"],
  ])("is read from the key %s", (key, workspaceId, datasetName, fileName) => {
    expect(resolve(key)).toEqual({ ok: true, destination: { workspaceId, datasetName, fileName } });
  });

  it("takes metadata without the spaces around it, and none that is blank", () => {
    const named = resolve("incoming/a.csv", { "dataset-name": " Q4 ", "workspace-id": "  " });
    expect(named).toMatchObject({ destination: { workspaceId: "default", datasetName: "Q4" } });
  });

  it("is overridden by the object's metadata", () => {
    expect(resolve("incoming/a.csv", { "dataset-name": "Q4", "workspace-id": "ws2" })).toMatchObject({
      destination: { workspaceId: "ws2", datasetName: "Q4" },
    });
  });

  it.each([ANY, SOME])("is refused where the folder and the metadata name different workspaces", (workspaces) => {
    const resolution = resolve("incoming/ws1/a.csv", { "workspace-id": "ws2" }, workspaces);
    expect(resolution).toMatchObject({ ok: false, finding: { code: "workspace-conflict" } });
    expect(resolution).toMatchObject({
      finding: { message: expect.stringMatching(/"ws1".*the metadata workspace-id.*"ws2"/) },
    });
  });

  it("is refused where metadata names a workspace and the folder none", () => {
    expect(resolve("incoming/2026/a.csv", { "workspace-id": "ws2" }, SOME)).toMatchObject({
      finding: { code: "workspace-conflict" },
    });
  });

  it("is fine where the folder and the metadata name the same workspace, by its id or its prefix", () => {
    expect(resolve("incoming/reviews/a.csv", { "workspace-id": "ws1" }, SOME)).toMatchObject({
      destination: { workspaceId: "ws1" },
    });
  });

  it("reads metadata that S3 had to encode", () => {
    expect(
      resolve("incoming/a.csv", { "dataset-name": "=?UTF-8?B?w4lwcmV1dmU=?= =?UTF-8?Q?_n=C2=B05?=" }),
    ).toMatchObject({
      destination: { datasetName: "Épreuve n°5" },
    });
  });

  it("does not change an encoded word in an unknown character set", () => {
    expect(resolve("incoming/a.csv", { "dataset-name": "=?x-nope?B?QUJD?=" })).toMatchObject({
      destination: { datasetName: "=?x-nope?B?QUJD?=" },
    });
  });

  it("is missing without a workspace and a default", () => {
    expect(resolve("incoming/a.csv", {}, { allowed: [], defaultId: undefined })).toMatchObject({
      ok: false,
      finding: { code: "workspace-missing" },
    });
  });

  it("is missing where the key leaves no name", () => {
    expect(resolve("incoming/ws/.csv")).toMatchObject({ ok: false, finding: { code: "name-missing" } });
  });

  it.each(["incoming/../a.csv", "incoming/my folder/a.csv", `incoming/${"x".repeat(101)}/a.csv`, "incoming/é/a.csv"])(
    "is not allowed where %s names what can be no workspace's id",
    (key) => expect(resolve(key)).toMatchObject({ ok: false, finding: { code: "workspace-not-allowed" } }),
  );

  it.each(["a\nb", "a\u0000b", "a\u009fb"])("has no name that holds control characters (%j)", (name) => {
    expect(resolve(`incoming/ws1/${name}.csv`)).toMatchObject({ ok: false, finding: { code: "name-invalid" } });
    const metadata = { "dataset-name": `=?UTF-8?B?${Buffer.from(name).toString("base64")}?=` };
    expect(resolve("incoming/ws1/a.csv", metadata)).toMatchObject({ ok: false, finding: { code: "name-invalid" } });
  });
});

describe("a drop's destination, where workspaces are named", () => {
  it.each([
    ["incoming/reviews/a.csv", "ws1"],
    ["incoming/ws1/a.csv", "ws1"],
    ["incoming/ws2/a.csv", "ws2"],
    ["incoming/a.csv", "ws2"],
  ])("is, for %s, the workspace %s", (key, workspaceId) => {
    expect(resolve(key, {}, SOME)).toMatchObject({ ok: true, destination: { workspaceId, datasetName: "a" } });
  });

  it("may be named by metadata, by id or by prefix", () => {
    expect(resolve("incoming/a.csv", { "workspace-id": "reviews" }, SOME)).toMatchObject({
      destination: { workspaceId: "ws1" },
    });
  });

  it.each([
    ["incoming/ws3/a.csv", {}],
    ["incoming/ws1/a.csv", { "workspace-id": "ws3" }],
    ["incoming/../../ws1/a.csv", {}],
  ])("is refused elsewhere, and the hint names the folders there are: %s %j", (key, metadata) => {
    const resolution = resolve(key, metadata, SOME);
    expect(resolution).toMatchObject({ ok: false, finding: { code: "workspace-not-allowed" } });
    expect(resolution).toMatchObject({ finding: { hint: expect.stringContaining("reviews, ws2") } });
  });
});

describe("a drop in a folder with a definition", () => {
  const schema: DatasetSchema = { strict: false, fields: new Map([["a", { type: "text" }]]) };
  const typed = (
    key: string,
    definition: Partial<FolderDefinition> = {},
    { metadata = {}, workspaces = SOME }: { metadata?: Record<string, string>; workspaces?: Workspaces } = {},
  ) => resolveDestination(key, metadata, workspaces, { schema, files: "a-dataset-each", ...definition });
  const HEX = "6278acb09062db3b35bcbeb0";

  it.each([
    ["incoming/reviews/x/a.jsonl", {}, "ws1", "a"],
    ["incoming/free/a.csv", {}, "ws2", "a"],
    ["incoming/free/a.csv", { workspaceId: "ws1" }, "ws1", "a"],
    ["incoming/a.csv", { workspaceId: "ws1" }, "ws1", "a"],
    ["incoming/free/a.csv", { name: "Answers" }, "ws2", "Answers: a"],
    ["incoming/free/ a .csv", { name: "Answers" }, "ws2", "Answers: a"],
    ["incoming/free/deep/a.csv", { files: "one-dataset" }, "ws2", "deep"],
    ["incoming/free/ deep /a.csv", { files: "one-dataset" }, "ws2", "deep"],
    ["incoming/free/a.csv", { files: "one-dataset", name: "All" }, "ws2", "All"],
  ] as const)("%s with %j goes to %s as %j", (key, definition, workspaceId, datasetName) => {
    expect(typed(key, definition)).toMatchObject({ ok: true, destination: { workspaceId, datasetName } });
  });

  it.each([
    ["incoming/ws1/a.csv", { workspaceId: "ws2" }, {}, "workspace-conflict"],
    ["incoming/free/a.csv", { workspaceId: "ws2" }, { "workspace-id": "ws1" }, "workspace-conflict"],
    ["incoming/free/a.csv", { workspaceId: "ws9" }, {}, "workspace-not-allowed"],
    ["incoming/a.csv", { files: "one-dataset" }, {}, "name-missing"],
  ] as const)("%s with %j and %j is refused: %s", (key, definition, metadata, code) => {
    expect(typed(key, definition, { metadata })).toMatchObject({ ok: false, finding: { code } });
  });

  it("is in a workspace's folder, where no workspaces are set, if that has the form of the service's IDs", () => {
    const given = { workspaceId: "ws1" };
    expect(typed(`incoming/${HEX}/a.csv`, given, { workspaces: ANY })).toMatchObject({
      ok: false,
      finding: { message: expect.stringContaining("the folder's definition") },
    });
    expect(typed(`incoming/x${HEX}/a.csv`, given, { workspaces: ANY })).toMatchObject({
      destination: { workspaceId: "ws1" },
    });
    expect(typed("incoming/free/a.csv", given, { workspaces: ANY })).toMatchObject({
      destination: { workspaceId: "ws1" },
    });
  });

  it.each([
    ["none are named", []],
    ["some are", SOME.allowed],
  ])("is missing without a workspace and a default, and no workspace called as the folder, where %s", (_, allowed) => {
    const workspaces: Workspaces = { allowed, defaultId: undefined };
    for (const key of ["incoming/free/_dataset.json", "incoming/free/a.csv", "incoming/a.csv"]) {
      const finding = { code: "workspace-missing", hint: expect.stringContaining("workspaceId") };
      expect(typed(key, { name: "All" }, { workspaces })).toMatchObject({ ok: false, finding });
    }
    const metadata = { "workspace-id": "ws1" };
    expect(typed("incoming/free/a.csv", {}, { workspaces, metadata })).toMatchObject({
      destination: { workspaceId: "ws1" },
    });
  });
});
