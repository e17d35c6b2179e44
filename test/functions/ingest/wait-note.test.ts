import { expect, it } from "vitest";
import { waitKey } from "../../../functions/drops/object-keys.ts";
import { noteWait, waitNote } from "../../../functions/ingest/wait-note.ts";
import { bucketWith } from "../fakes.ts";

const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const NOTE = { reason: "the token was refused", tries: 2, againAt: "2026-11-24T12:00:00.000Z" };

it("a note says why a drop waits, below work/, and is read as it was written", async () => {
  const { bucket, objects } = bucketWith(drop, "");
  await noteWait(bucket, drop, NOTE);
  expect(waitNote.parse(objects.get(waitKey(drop)))).toEqual(NOTE);
  expect(waitNote.parse({ ...NOTE, againAt: null })).toEqual({ ...NOTE, againAt: null });
});

it.each([
  ["a reason", { ...NOTE, reason: undefined }],
  ["a number of tries", { ...NOTE, tries: "2" }],
  ["a time", { ...NOTE, againAt: "soon" }],
])("a note without %s is not read", (_, written) => {
  expect(waitNote.safeParse(written).success).toBe(false);
});

it("a note that cannot be written does not hide what failed", async () => {
  const writeJson = () => Promise.reject(new Error("no storage"));
  const { bucket } = bucketWith(drop, "", { replaced: { writeJson } });
  await expect(noteWait(bucket, drop, NOTE)).resolves.toBeUndefined();
});
