import { describe, expect, it } from "vitest";
import { publishInput } from "../../../functions/drops/publish-input.ts";
import { workspaceList } from "../../../functions/drops/workspace-settings.ts";
import { workspaceNamed } from "../../../functions/drops/workspaces.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const INPUT = {
  drop: DROP,
  attempt: 2,
  datasetAttempt: 1,
  startedAt: "2026-11-24T12:00:00.000Z",
  verdict: "publish",
  dataset: { id: "d1", name: "a", workspaceId: "w1" },
  file: { name: "a.csv", bytes: 9, etag: "e", object: DROP },
};

describe("an execution's input", () => {
  it.each(["publish", "rejected", "failed"])("is read as ingest writes it, with the verdict %s", (verdict) => {
    expect(publishInput.parse({ ...INPUT, verdict })).toEqual({ ...INPUT, verdict });
    const nothing = { ...INPUT, verdict, dataset: null, file: null };
    expect(publishInput.parse(nothing)).toEqual(nothing);
  });

  it("of an earlier version, without an attempt, is the first one's", () => {
    const { attempt: _, datasetAttempt: _dataset, ...earlier } = INPUT;
    expect(publishInput.parse(earlier)).toMatchObject({ attempt: 1, datasetAttempt: 1 });
  });

  it.each([
    ["an unknown verdict", { verdict: "maybe" }],
    ["a drop without a version", { drop: { bucket: "b", key: "k" } }],
    ["a dataset without a name", { dataset: { id: "d1", workspaceId: "w1" } }],
    ["a file without a size", { file: { name: "a", etag: "e" } }],
  ])("is refused with %s", (_, wrong) => {
    expect(publishInput.safeParse({ ...INPUT, ...wrong }).success).toBe(false);
  });
});

describe("a workspace", () => {
  it("is named by its id, which has a letter or a digit", () => {
    const anywhere = { allowed: [], defaultId: undefined };
    for (const id of ["w1", "A-b_c.d", "7", "x".repeat(100)]) expect(workspaceNamed(id, anywhere)).toBe(id);
    for (const id of ["", "..", "a b", "é", "a/b", "x".repeat(101), "a\n"]) {
      expect(workspaceNamed(id, anywhere)).toBeNull();
    }
  });

  it.each([
    [[{ id: "w1" }, { id: "w2", prefix: "reviews", fix: "on" }, { id: "w3", fix: "off" }], true],
    [[{ id: "" }], false],
    [[{ id: "a/b" }], false],
    [[{ id: "x".repeat(101) }], false],
    [[{ id: "w1", prefix: "a b" }], false],
    [[{ id: "w1", fix: "maybe" }], false],
    [[{ id: "w1", other: 1 }], false],
    [[{ prefix: "w1" }], false],
  ])("of the settings %j can be read: %s", (list, isRead) => {
    const read = workspaceList.safeParse(list);
    expect(read.success).toBe(isRead);
    if (read.success) expect(read.data).toEqual(list);
  });

  it("that is wrong says which characters there may be", () => {
    const { error } = workspaceList.safeParse([{ id: "a/b" }]);
    expect(error?.issues).toMatchObject([{ message: expect.stringMatching(/^Letters, digits/) }]);
  });
});
