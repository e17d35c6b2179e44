import { describe, expect, it } from "vitest";
import { originOf, originOfKey } from "../../../functions/drops/origin.ts";

const WORKSPACES = { allowed: [{ id: "w1", prefix: "red" }, { id: "w2" }], defaultId: "w2" };

describe("a drop is of", () => {
  it.each([
    ["the workspace whose folder it is in", "incoming/red/a.csv", {}, "w1"],
    ["the default workspace, without a folder", "incoming/a.csv", {}, "w2"],
    ["the workspace that its metadata names", "incoming/a.csv", { "workspace-id": "w1" }, "w1"],
    [
      "its folder's workspace, even if it is rejected for naming another",
      "incoming/red/a.csv",
      { "workspace-id": "w2" },
      "w1",
    ],
    ["no workspace, in a folder that is none's", "incoming/other/a.csv", {}, null],
  ])("%s", (_, key, metadata, workspaceId) => {
    expect(originOf(key, metadata, WORKSPACES).workspaceId).toBe(workspaceId);
  });

  it.each([
    ["incoming/red/a.csv", "w1"],
    ["incoming/ red /deeper/a.csv", "w1"],
    ["incoming/a.csv", null],
    ["incoming/other/a.csv", null],
  ])("no workspace that its metadata may lead out of, before that is read: %s", (key, workspaceId) => {
    expect(originOfKey(key, WORKSPACES)).toEqual({ workspaceId, droppedBy: null });
  });

  it("the uploader, as the upload says: in one line, and not longer than a name is", () => {
    const droppedBy = (name: string) => originOf("incoming/a.csv", { "dropped-by": name }, WORKSPACES).droppedBy;
    expect(droppedBy("ann@example.com")).toBe("ann@example.com");
    expect(droppedBy("=?UTF-8?B?w4Vubg==?=")).toBe("Ånn");
    expect(droppedBy("a\u0007b")).toBe("a b");
    expect(droppedBy("x".repeat(2000))).toHaveLength(200);
    expect(droppedBy(" ")).toBeNull();
    expect(originOf("incoming/a.csv", {}, WORKSPACES).droppedBy).toBeNull();
  });
});
