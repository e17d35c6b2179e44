import { NOT_FIXED, NOT_TYPED, type Report, recordOf } from "../../../functions/drops/report.ts";
import { validate } from "../validation/streams.ts";

/** The report on a file of this content, whose dataset is READY. */
export async function reportOf(content: string, overrides: Partial<Report> = {}): Promise<Report> {
  return {
    drop: { bucket: "b", key: "incoming/reviews.csv", versionId: "v1" },
    outcome: "ready",
    dataset: { id: "d1", name: "reviews", workspaceId: "w1", status: "READY" },
    ...NOT_FIXED,
    ...recordOf(await validate(content)),
    ...NOT_TYPED,
    droppedBy: null,
    startedAt: "2026-11-24T12:00:00.000Z",
    finishedAt: "2026-11-24T12:00:04.200Z",
    ...overrides,
  };
}
