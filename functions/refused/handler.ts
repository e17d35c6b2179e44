import { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { dropShape } from "../drops/publish-input.ts";
import type { DropStep } from "../drops/records/drop-record.ts";
import { readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { collectRefused } from "./collect-refused.ts";

const settings = readEnvironment(
  { DATASET_API_URL: text, DATASET_TOKEN_SECRET: text, ...RECORD_SETTINGS },
  process.env,
);

const bucket = connectDropBucket(new S3Client());

const request = z.object({
  drop: dropShape,
  attempt: z._default(z.number(), 1),
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string(), workspaceId: z.optional(z.string()) }),
  file: z.object({ name: z.string(), object: z.optional(dropShape) }),
  importId: z.string(),
  polledAt: z.optional(z.string()),
});

const recorded = {
  records: connectStepRecords(settings),
  step: (): DropStep => "processing",
  tried: () => "refused",
  since: ({ polledAt }: z.infer<typeof request>) => polledAt,
};

export const handler = stepHandler(request, "Refused records collected", recorded, (input, progress) =>
  collectRefused(input, { bucket, datasets: connectStepService(settings, progress) }),
);
