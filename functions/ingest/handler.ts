import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod/mini";
import { FINDING_CODES } from "../csv/findings.ts";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { connectLedger } from "../drops/ledger.ts";
import { readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { metrics } from "../runtime/metrics.ts";
import { tokenFrom } from "../runtime/token.ts";
import { connectExecutions } from "./executions.ts";
import { type IngestDependencies, ingestDrop } from "./ingest-drop.ts";
import { readDropEvents } from "./s3-events.ts";

const severities = z.pipe(
  text,
  z.pipe(
    z.transform((json: string): unknown => JSON.parse(json)),
    z.partialRecord(z.enum(FINDING_CODES), z.enum(["error", "warning", "off"])),
  ),
);

const settings = readEnvironment(
  {
    DATASET_API_URL: text,
    DATASET_TOKEN_SECRET: text,
    DEFAULT_WORKSPACE_ID: z.optional(z.string()),
    FINDING_SEVERITIES: severities,
    LEDGER_TABLE: text,
    STATE_MACHINE_ARN: text,
  },
  process.env,
);

const s3 = new S3Client();
const dynamodb = new DynamoDBClient();
const sfn = new SFNClient();
const datasets = connectDatasetService({
  baseUrl: settings.DATASET_API_URL,
  readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
});
const batch = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler((event, context) => {
    const dependencies: IngestDependencies = {
      bucket: connectDropBucket(s3),
      datasets,
      ledger: connectLedger(settings.LEDGER_TABLE, dynamodb, () => context),
      executions: connectExecutions(settings.STATE_MACHINE_ARN, sfn),
      defaultWorkspaceId: settings.DEFAULT_WORKSPACE_ID || undefined,
      severities: settings.FINDING_SEVERITIES,
    };
    return processPartialResponse(event, (record: SQSRecord) => ingestRecord(record, dependencies), batch, {
      context,
      // Every message in a batch may have failed, and each is to be tried again on its own account.
      throwOnFullBatchFailure: false,
    });
  });

/** One message may tell of several drops; it is done when all of them are. */
async function ingestRecord(record: SQSRecord, dependencies: IngestDependencies): Promise<void> {
  for (const event of readDropEvents(record.body)) {
    const log = logger.createChild({ persistentLogAttributes: { drop: event.drop } });
    try {
      const outcome = await ingestDrop(event, dependencies);
      log.info("Drop taken in", { ...outcome });
      metrics.addMetric("DropsTakenIn", MetricUnit.Count, 1);
    } catch (error) {
      log.error("Drop not taken in, to be tried again", { error: error instanceof Error ? error : String(error) });
      throw error;
    }
  }
}
