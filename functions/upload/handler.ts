import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { connectLedgerFacts } from "../drops/ledger-facts.ts";
import { watchTrouble } from "../runtime/count-trouble.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { tokenFrom } from "../runtime/token.ts";
import { uploadDrop } from "./upload-drop.ts";
import { uploadRequest } from "./upload-request.ts";

const settings = readEnvironment(
  { DATASET_API_URL: text, DATASET_TOKEN_SECRET: text, FIRST_POLL_SECONDS: number, LEDGER_TABLE: text },
  process.env,
);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  datasets: connectDatasetService({
    baseUrl: settings.DATASET_API_URL,
    readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
    onTrouble: watchTrouble(logger),
  }),
  // An import that is not remembered is uploaded again.
  facts: connectLedgerFacts(settings.LEDGER_TABLE, new DynamoDBClient({ maxAttempts: 8 })),
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
};

export const handler = stepHandler(uploadRequest, "Upload done", (input) => uploadDrop(input, dependencies));
