import * as z from "zod/mini";
import type { ReportedDefinition } from "../drops/folders.ts";
import { findingList } from "../drops/refused-work.ts";
import { unreadRecord, type WorkRecord } from "../drops/report.ts";
import { FIX_CODES } from "../validation/fix/changes.ts";
import type { FileSummary } from "../validation/validation.ts";

const changes = z.array(
  z.object({
    code: z.enum(FIX_CODES),
    count: z.number(),
    line: z.nullable(z.number()),
    column: z.nullable(z.string()),
    before: z.string(),
    after: z.nullable(z.string()),
  }),
);

const workRecord = z.object({
  // Written by ingest and passed on whole: the report shows what validation says, whatever that comes to hold.
  file: z.pipe(
    z.custom<FileSummary>((value) => typeof value === "object" && value !== null && "bytes" in value),
    // A record may have been written before a deployment that brought a field.
    z.transform((file): FileSummary => ({ ...unreadRecord(file.bytes).file, ...file })),
  ),
  findings: findingList,
  findingCounts: z.record(z.string(), z.number()),
  fixes: z.optional(changes),
  fixable: z.optional(changes),
  // Ingest writes it too, and it is shown without changes.
  definition: z.optional(
    z.custom<ReportedDefinition>((value) => typeof value === "object" && value !== null && "schema" in value),
  ),
  workspaceId: z.optional(z.nullable(z.string())),
  droppedBy: z.optional(z.nullable(z.string())),
});

/** Reads what ingest kept of a drop. @throws {z.core.$ZodError} it is not what ingest writes */
export function readWorkRecord(content: unknown): WorkRecord {
  return workRecord.parse(content);
}
