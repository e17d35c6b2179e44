import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod/mini";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { retryAfterOf } from "../datasets/errors.ts";
import { needsPerson } from "../datasets/needs-person.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { ClaimedElsewhere } from "../drops/errors.ts";
import { definedFolders } from "../drops/folders.ts";
import { connectLedger } from "../drops/ledger.ts";
import { connectLedgerFacts } from "../drops/ledger-facts.ts";
import { connectPace } from "../drops/pace.ts";
import type { Trouble } from "../drops/records/drop-record.ts";
import { fixSetting, workspaceList } from "../drops/workspace-settings.ts";
import { watchTrouble } from "../runtime/count-trouble.ts";
import { json, number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { measureFailing, metrics, publishMetrics } from "../runtime/metrics.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { LEFT_TO_LAMBDA } from "../runtime/time-out.ts";
import { tokenFrom } from "../runtime/token.ts";
import { severitiesSchema } from "../validation/severities.ts";
import type { IngestMeasure } from "./decide-drop.ts";
import { connectDropQueue } from "./drop-queue.ts";
import { connectExecutions } from "./executions.ts";
import { type IngestDependencies, ingestDrop } from "./ingest-drop.ts";
import { followIngest, type IngestProgress } from "./ingest-progress.ts";
import { retryWait } from "./retry-wait.ts";
import { connectS3 } from "./s3-client.ts";
import { type DropEvent, readDropMessage } from "./s3-events.ts";

const settings = readEnvironment(
  {
    DATASET_API_URL: text,
    DATASET_TOKEN_SECRET: text,
    DEFAULT_WORKSPACE_ID: z.optional(z.string()),
    DEFINITIONS_EXPIRE: json(z.boolean()),
    DROP_QUEUE_URL: text,
    DROPS_AT_ONCE: number,
    DROPS_PER_MINUTE: number,
    FINDING_SEVERITIES: json(severitiesSchema),
    FIX: fixSetting,
    FOLDERS: json(definedFolders),
    LARGEST_FILE_BYTES: number,
    LARGEST_WORKBOOK_BYTES: number,
    LEDGER_TABLE: text,
    MOST_CONCURRENT: number,
    MOST_TRIES: number,
    ...RECORD_SETTINGS,
    STATE_MACHINE_ARN: text,
    VISIBILITY_SECONDS: number,
    WORKSPACES: json(workspaceList),
  },
  process.env,
);

const s3 = connectS3();
// A failed ledger write can mean a second dataset, so these calls are retried longer.
const dynamodb = new DynamoDBClient({ maxAttempts: 8 });
const sfn = new SFNClient();
const records = connectStepRecords(settings);
const workspaces = { allowed: settings.WORKSPACES, defaultId: settings.DEFAULT_WORKSPACE_ID || undefined };
const queue = connectDropQueue(settings.DROP_QUEUE_URL, new SQSClient());
const readToken = tokenFrom(settings.DATASET_TOKEN_SECRET);
const UNITS = {
  Rows: MetricUnit.Count,
  Bytes: MetricUnit.Bytes,
  ValidationSeconds: MetricUnit.Seconds,
  PacedSeconds: MetricUnit.Seconds,
} satisfies Record<IngestMeasure, (typeof MetricUnit)[keyof typeof MetricUnit]>;
const batch = new BatchProcessor(EventType.SQS);

export const handler = middy<SQSEvent, SQSBatchResponse>(LEFT_TO_LAMBDA)
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(publishMetrics())
  .handler((event, context) => {
    const dependencies: SharedDependencies = {
      bucket: connectDropBucket(s3),
      ledger: connectLedger(settings.LEDGER_TABLE, dynamodb, () => context),
      facts: connectLedgerFacts(settings.LEDGER_TABLE, dynamodb),
      folders: settings.FOLDERS,
      definitionsExpire: settings.DEFINITIONS_EXPIRE,
      executions: connectExecutions(settings.STATE_MACHINE_ARN, sfn),
      pace: connectPace(settings.LEDGER_TABLE, dynamodb, {
        perMinute: settings.DROPS_PER_MINUTE,
        atOnce: settings.DROPS_AT_ONCE,
        mostWaiting: settings.MOST_CONCURRENT,
      }),
      workspaces,
      fixing: { isOn: isFixingOn, largestWorkbook: settings.LARGEST_WORKBOOK_BYTES },
      rules: { severities: settings.FINDING_SEVERITIES, largest: settings.LARGEST_FILE_BYTES },
      measure: (measured, value) => metrics.addMetric(measured, UNITS[measured], value),
    };
    return processPartialResponse(event, (record: SQSRecord) => ingestRecord(record, dependencies), batch, {
      context,
      // Every message in a batch may have failed, and each is to be tried again on its own account.
      throwOnFullBatchFailure: false,
    });
  });

function isFixingOn(workspaceId: string): boolean {
  const workspace = settings.WORKSPACES.find(({ id }) => id === workspaceId);
  return (workspace?.fix ?? settings.FIX) === "on";
}

/** What all drops share; the rest names its drop in the log. */
type SharedDependencies = Omit<IngestDependencies, "datasets" | "paced" | "progress" | "read">;

/** A drop that failed, with its record. */
interface Failure {
  readonly error: unknown;
  readonly progress: IngestProgress;
}

/**
 * One message may describe several drops; it is done when all of them are. A drop that fails, or a part that can't be read,
 * holds up none of the others: they are ingested, and found done when the message is redelivered. A drop that another
 * invocation works on is no failure: the message is postponed until that one's claim ends.
 *
 * @throws {AggregateError} names everything that failed
 */
async function ingestRecord(message: SQSRecord, dependencies: SharedDependencies): Promise<void> {
  const { drops, refused } = readDropMessage(message.body);
  const failed: Failure[] = [];
  const claims: number[] = [];
  for (const { message: error } of refused) logger.error("Not a drop", { error });
  for (const event of drops) {
    const progress = followIngest(event, records, workspaces);
    try {
      await ingestEvent(event, progress, message, dependencies);
    } catch (error) {
      if (error instanceof ClaimedElsewhere) claims.push(error.until);
      else failed.push({ error, progress });
    }
  }
  const failures = [...refused, ...failed.map(({ error }) => error)];
  if (failures.length > 0) {
    const againAt = await retryLater(message, failures);
    for (const { error, progress } of failed) await progress.fail(troubleOf(error, message, againAt));
    throw new AggregateError(failures, `Not ingested: ${failures.map(String).join("; ")}`);
  }
  if (claims.length > 0) await queue.postpone(message, Math.max(...claims));
}

async function ingestEvent(
  event: DropEvent,
  progress: IngestProgress,
  message: SQSRecord,
  dependencies: SharedDependencies,
): Promise<void> {
  const log = logger.createChild({ persistentLogAttributes: { drop: event.drop } });
  try {
    const { isDuplicate, ...outcome } = await ingestDrop(event, {
      ...dependencies,
      datasets: connectDatasetService({
        baseUrl: settings.DATASET_API_URL,
        readToken,
        onTrouble: watchTrouble(log, progress.retry),
      }),
      progress,
      read: progress.read,
      async paced(until) {
        log.info("Waiting for a turn", { until: new Date(until).toISOString() });
        await progress.pace(until);
      },
    });
    if (isDuplicate) duplicate(log, { of: "done", ...outcome });
    else log.info("Drop ingested", { ...outcome });
  } catch (error) {
    if (error instanceof ClaimedElsewhere) {
      const until = new Date(error.until).toISOString();
      if (error.claimed === "drop") duplicate(log, { of: "in-progress", until });
      else log.info("Waiting for the folder's dataset", { until });
      throw error;
    }
    metrics.addMetric("IngestFailures", MetricUnit.Count, 1);
    measureFailing(Number(message.attributes.ApproximateFirstReceiveTimestamp));
    log.error("Ingest failed", {
      error: error instanceof Error ? error : String(error),
      needsPerson: needsPerson(error),
    });
    throw error;
  }
}

const triesOf = ({ attributes }: SQSRecord) => Number(attributes.ApproximateReceiveCount);

/** After the last try, nothing is waited for: only the drop's record is written before the message is in the dead-letter queue. */
const LAST_WAIT_SECONDS = 1;

/**
 * Has the message redelivered when its next try is due, or moved to the dead-letter queue soon.
 *
 * @param failures of which the one that asked for the longest wait counts
 * @returns when that is, in ISO 8601; null after the last try
 */
async function retryLater(message: SQSRecord, failures: readonly unknown[]): Promise<string | null> {
  const tries = triesOf(message);
  const isLast = tries >= settings.MOST_TRIES;
  const asked = Math.max(...failures.map((error) => retryAfterOf(error) ?? 0));
  let seconds = isLast ? LAST_WAIT_SECONDS : retryWait(tries, asked);
  try {
    await queue.retryLater(message, seconds);
  } catch (error) {
    logger.warn("Redelivered only after the visibility timeout", {
      error: error instanceof Error ? error : String(error),
    });
    // The visibility timeout began shortly before this invocation.
    seconds = settings.VISIBILITY_SECONDS;
  }
  return isLast ? null : new Date(Date.now() + seconds * 1000).toISOString();
}

function troubleOf(error: unknown, message: SQSRecord, againAt: string | null): Omit<Trouble, "kind"> {
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, tries: triesOf(message), mostTries: settings.MOST_TRIES, againAt, needsPerson: needsPerson(error) };
}

/** A second event for a drop, S3's own or a redelivery: nothing is done for it, and nobody needs to act. */
function duplicate(log: Pick<typeof logger, "info">, facts: Readonly<Record<string, unknown>>): void {
  metrics.addMetric("DuplicateEvents", MetricUnit.Count, 1);
  log.info("Duplicate event", { ...facts });
}
