import { describe, expect, it } from "vitest";
import { DatasetServiceAccessRefused, DatasetServiceRefused } from "../../../functions/datasets/errors.ts";
import { DropGone } from "../../../functions/drops/errors.ts";
import * as findings from "../../../functions/drops/findings.ts";
import { fixable, fixed } from "../../../functions/drops/fix-findings.ts";
import { expectSaid } from "./expect-said.ts";

const CHANGES = [
  { code: "delimiter", count: 1, line: null, column: null, before: "semicolon", after: "comma" },
  { code: "encoding", count: 1, line: null, column: null, before: "windows-1252", after: "utf-8" },
] as const;
const refused = new DatasetServiceRefused("The service answered 400.", 400);
const outOfReach = new DatasetServiceAccessRefused("The service answered 404.", 404);

/** Each finding with its code, its severity, and what its message and its hint have to name. */
const FINDINGS = [
  [findings.workspaceMissing("incoming/a.csv"), "workspace-missing", "error", ["incoming/a.csv"], ["workspace-id"]],
  [
    findings.workspaceNotAllowed("w9", []),
    "workspace-not-allowed",
    "error",
    ["w9"],
    ["workspace-id", "letters", "workspaceId"],
  ],
  [
    findings.workspaceNotAllowed("w9", [{ id: "w1", prefix: "reviews" }, { id: "w2" }]),
    "workspace-not-allowed",
    "error",
    ["w9"],
    ["(reviews, w2)"],
  ],
  [findings.workspaceOutOfReach("w9", outOfReach), "workspace-not-allowed", "error", ["w9", "404"], ["token"]],
  [
    findings.workspaceConflict("w1", "w2", "the metadata workspace-id"),
    "workspace-conflict",
    "error",
    ["w1", "w2"],
    ["workspace-id"],
  ],
  [findings.schemaNeeded("d1"), "schema-needed", "error", ["d1"], ["schema"]],
  [findings.nameMissing("incoming/.csv"), "name-missing", "error", ["incoming/.csv"], ["dataset-name"]],
  [findings.nameInvalid("a b"), "name-invalid", "error", ["a b"], ["dataset-name"]],
  [findings.dropGone(new DropGone("It was deleted.")), "file-gone", "error", ["It was deleted."], ["again"]],
  [findings.refusedByService(refused), "service-refused", "error", ["answered 400"], ["again"]],
  [findings.processingFailed("d1"), "dataset-error", "error", ["d1", "ERROR"], ["support"]],
  [
    findings.processingTimedOut("d1", "PROCESSING", 60),
    "processing-timeout",
    "error",
    ["d1", "PROCESSING", "60 seconds"],
    [""],
  ],
  [
    findings.processingTimedOut("d1", null, 60),
    "processing-timeout",
    "error",
    ["d1 was not READY after 60 seconds", "kept asking to wait"],
    ["dropset redrive"],
  ],
  [findings.neverProcessed("d1", 600), "upload-not-processed", "error", ["d1", "10 minutes later"], ["again"]],
  [findings.unknownStatus("d1", "ODD"), "unknown-status", "error", ["d1", '"ODD"'], ["dataset"]],
  [findings.datapointsDiffer("d1", 3, 4), "datapoint-count", "warning", ["d1", "3 datapoints", "4 rows"], ["support"]],
  [findings.stepFailed("Refused", "no token."), "publish-failed", "error", ["Refused", "no token"], ["again"]],
  [fixed(CHANGES), "fixed", "warning", ["commas; ", "UTF-8."], ["fixed file"]],
  [fixable(CHANGES), "fixable", "warning", ["commas; ", "UTF-8."], ["upload the fixed file"]],
] as const;

describe("a finding about a drop", () => {
  it.each(FINDINGS)("$code says what is wrong and what to do: $message", (...said) => {
    expectSaid(said);
  });

  it("quotes no more than the start of a status that is not one", () => {
    const { message } = findings.unknownStatus("d1", "x".repeat(1000));
    expect(message).toContain(`"${"x".repeat(80)}"`);
  });
});
