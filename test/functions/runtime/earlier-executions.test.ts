import { expect, it } from "vitest";
import { pollRequest } from "../../../functions/poll/poll-request.ts";
import { uploadRequest } from "../../../functions/upload/upload-request.ts";

// A deployment replaces the functions at once, and a running execution keeps the definition with which it began: these
// are the inputs of the first one.
const STEP = {
  drop: { bucket: "b", key: "incoming/a.csv", versionId: "v1" },
  droppedAt: "2026-11-24T12:00:00.000Z",
  dataset: { id: "d1", name: "a", workspaceId: "w1" },
  startedAt: "2026-11-24T12:00:01.000Z",
};

it("an execution that began before there were typed datasets is uploaded", () => {
  const file = { name: "a.csv", bytes: 9, etag: "e" };
  expect(uploadRequest.parse({ ...STEP, file })).toMatchObject({
    attempt: 1,
    datasetAttempt: 1,
    file: { name: "a.csv" },
  });
});

it("an execution that began before there were typed datasets is polled", () => {
  const uploadedAt = "2026-11-24T12:00:02.000Z";
  expect(pollRequest.parse({ ...STEP, uploadedAt, polls: 3 })).toMatchObject({
    uploadedAt,
    importId: null,
    queuedSeconds: 0,
    polls: 3,
  });
});
