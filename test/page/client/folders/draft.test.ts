import { describe, expect, it } from "vitest";
import { LOCAL_WORKSPACE } from "../../../../functions/drops/local-workspace.ts";
import type { FolderLine } from "../../../../functions/page/folder-line.ts";
import { definitionText, draftOf, newDraft } from "../../../../page/client/folders/draft.ts";

const folderOf = (workspaceId: string): FolderLine => ({
  path: "animals",
  label: "animals",
  source: "file",
  definition: { workspaceId, schema: { strict: false, fields: { a: { type: "text" } } }, files: "one-dataset" },
  mistakes: [],
});

describe("a definition that is written on the page", () => {
  it("names the default workspace, below whose folder it is not", () => {
    const draft = newDraft({ id: "6278acb09062db3b35bcbeb0", label: "reviews", prefix: "" });
    expect(JSON.parse(definitionText(draft))).toMatchObject({ workspaceId: "6278acb09062db3b35bcbeb0" });
    expect(definitionText(draftOf(folderOf("interviews")))).toContain('"workspaceId": "interviews"');
  });

  it("does not name the local run's own workspace, so that it can be used elsewhere", () => {
    const draft = newDraft({ id: LOCAL_WORKSPACE, label: LOCAL_WORKSPACE, prefix: "" });
    expect(definitionText(draft)).not.toContain("workspaceId");
    expect(definitionText(draftOf(folderOf(LOCAL_WORKSPACE)))).not.toContain("workspaceId");
  });
});
