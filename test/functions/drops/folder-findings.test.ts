import { describe, expect, it } from "vitest";
import * as findings from "../../../functions/drops/folder-findings.ts";
import { expectSaid } from "./expect-said.ts";

const mistake = (path: string, message: string, line: number | null = null) => ({ path, message, line });
const NO_FIELD = mistake("schema.fields", "There is no field: a schema needs at least one.");
const NO_JSON = mistake("", "The file is not JSON: it ends too soon.", 3);

/** Each finding with its code, its severity, and what its message and its hint have to name. */
const FINDINGS = [
  [findings.folderMistaken([NO_FIELD]), "definition-invalid", "error", [": schema.fields: There is"], ["lists every"]],
  [findings.definitionMissing(), "definition-missing", "error", ["has expired"], ["_dataset.json again, and then"]],
  [
    findings.folderWithoutWorkspace("incoming/a/b.csv"),
    "workspace-missing",
    "error",
    ['"incoming/a/b.csv"', "neither the folder nor its definition"],
    ["workspaceId", "defaultWorkspaceId"],
  ],
  [findings.definitionOverridden("a/b"), "definition-overridden", "error", ['"a/b"'], ["Remove _dataset.json"]],
  [
    findings.definitionConflict("d1", "schema", '"a" is a text'),
    "definition-conflict",
    "error",
    ['dataset d1, which has a different schema: "a" is a text.'],
    ["Restore the schema", "the schema of a dataset cannot be changed"],
  ],
  [findings.definitionLate("d1"), "definition-conflict", "error", ["Dataset d1"], ["redrive --new-dataset"]],
  [findings.nameKept("d1", "First"), "definition-name", "warning", ["d1", '"First"'], ["Rename it"]],
  [findings.shownMetadata("META_a"), "meta-shown", "warning", ['"META_a"'], ["the type metadata"]],
] as const;

describe("a finding about a folder", () => {
  it.each(FINDINGS)("$code says what is wrong and what to do: $message", (...said) => {
    // Some begin with the name of the definition's file.
    expectSaid(said, /^[A-Z_].+\.$/);
  });

  it("names the place of a mistake, or the line where the file is not JSON", () => {
    expect(findings.definitionMistake(NO_FIELD)).toMatchObject({
      code: "definition-invalid",
      severity: "error",
      line: null,
      message: "schema.fields: There is no field: a schema needs at least one.",
      hint: "Fix it and upload _dataset.json again: until then, files in this folder are rejected.",
    });
    expect(findings.definitionMistake(NO_JSON)).toMatchObject({ line: 3, message: NO_JSON.message });
  });

  it.each([
    [[NO_JSON], NO_JSON.message],
    [[NO_FIELD, NO_JSON], `schema.fields: ${NO_FIELD.message} (and 1 more)`],
    [[NO_FIELD, NO_JSON, NO_JSON], `schema.fields: ${NO_FIELD.message} (and 2 more)`],
  ])("quotes a definition's first mistake, and says how many more there are: %j", (mistakes, said) => {
    expect(findings.folderMistaken(mistakes).message).toBe(
      `The folder's _dataset.json has mistakes, so it is not clear what participants would see: ${said}`,
    );
  });
});
