import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { connectLedgerFacts } from "../drops/ledger-facts.ts";
import type { DropStep } from "../drops/records/drop-record.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { uploadDrop } from "./upload-drop.ts";
import { uploadRequest } from "./upload-request.ts";

const settings = readEnvironment(
  {
    DATASET_API_URL: text,
    DATASET_TOKEN_SECRET: text,
    FIRST_POLL_SECONDS: number,
    LEDGER_TABLE: text,
    ...RECORD_SETTINGS,
  },
  process.env,
);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  // An import that is not remembered is uploaded again.
  facts: connectLedgerFacts(settings.LEDGER_TABLE, new DynamoDBClient({ maxAttempts: 8 })),
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
};

const recorded = {
  records: connectStepRecords(settings),
  step: (): DropStep => "uploading",
  tried: () => "upload",
  since: ({ startedAt }: { readonly startedAt: string }) => startedAt,
};

export const handler = stepHandler(uploadRequest, "Upload done", recorded, (input, progress) =>
  uploadDrop(input, { ...dependencies, datasets: connectStepService(settings, progress), progress }),
);
