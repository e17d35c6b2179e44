import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { connectLedgerFacts } from "../drops/ledger-facts.ts";
import { dropShape } from "../drops/publish-input.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { uploadDrop } from "./upload-drop.ts";

const settings = readEnvironment(
  { DATASET_API_URL: text, DATASET_TOKEN_SECRET: text, FIRST_POLL_SECONDS: number, LEDGER_TABLE: text },
  process.env,
);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  datasets: connectStepService(settings),
  // An import that is not remembered is uploaded again.
  facts: connectLedgerFacts(settings.LEDGER_TABLE, new DynamoDBClient({ maxAttempts: 8 })),
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
};

const request = z.object({
  drop: dropShape,
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string(), typed: z.optional(z.boolean()) }),
  attempt: z.number(),
  datasetAttempt: z.number(),
  file: z.object({ name: z.string(), bytes: z.number(), object: z.optional(dropShape) }),
  startedAt: z.string(),
});

export const handler = stepHandler(request, "Upload done", (input) => uploadDrop(input, dependencies));
