import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { EventSourceMapping, RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { WORK_PREFIX } from "../functions/drops/drop.ts";
import type { DropBucket } from "./drop-bucket.ts";
import { DropsetFunction } from "./dropset-function.ts";
import {
  allow,
  allowConsuming,
  allowListingDropVersions,
  allowReadingDrops,
  allowReadingExecutions,
  allowSending,
  allowTable,
  allowToken,
  allowWriting,
} from "./grants.ts";
import { allowRecording, recordsEnvironment, type WrittenRecords } from "./records.ts";
import { foldersText } from "./settings/environment.ts";
import type { Settings } from "./settings/settings.ts";

export interface IngestProps {
  readonly drops: DropBucket;
  readonly ledger: ITable;
  readonly records: WrittenRecords;
  readonly token: ISecret;
  readonly stateMachine: StateMachine;
  /** Encrypts the queues and the logs; undefined for AWS's own keys. */
  readonly key: IKey | undefined;
  readonly settings: Settings;
}

/** From the bucket's event to a dataset: the queue, its dead-letter queue, and the function that ingests drops. */
export class Ingest extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: DropsetFunction;

  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    const { drops, ledger, records, token, stateMachine, key, settings } = props;
    const { ingest, limits } = settings;
    const timeout = Duration.seconds(ingest.timeoutSeconds);
    // Six times the function's timeout, as AWS advises, so that a slow run is never delivered twice. A run that crashed or was
    // throttled is tried again after that; one that failed sets its own wait (functions/ingest/retry-wait.ts).
    const visibilityTimeout = Duration.seconds(timeout.toSeconds() * 6);
    const encrypted = key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
      : { encryption: QueueEncryption.SQS_MANAGED };

    this.deadLetters = new Queue(this, "DeadLetters", {
      ...encrypted,
      enforceSSL: true,
      // The most that SQS allows: time to come back from holidays and redrive.
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, "Queue", {
      ...encrypted,
      enforceSSL: true,
      visibilityTimeout,
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ingest.maxReceiveCount },
    });

    this.function = new DropsetFunction(this, "Function", {
      step: "ingest",
      description: "Validates a dropped CSV, creates its dataset and starts its publish execution",
      timeout,
      memoryMb: ingest.memoryMb,
      settings,
      key,
      // A message that meets a running claim is sent again, up to 20 times; Lambda would stop such a chain after 16.
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      recursiveLoop: RecursiveLoop.ALLOW,
      environment: {
        DATASET_API_URL: settings.datasetApiUrl,
        DATASET_TOKEN_SECRET: token.secretArn,
        DEFINITIONS_EXPIRE: String(settings.retention.droppedDays !== undefined),
        DROP_QUEUE_URL: this.queue.queueUrl,
        DROPS_AT_ONCE: String(limits.dropsAtOnce),
        DROPS_PER_MINUTE: String(limits.dropsPerMinute),
        FINDING_SEVERITIES: JSON.stringify(settings.severities),
        FIX: settings.fix,
        FOLDERS: foldersText(settings),
        LARGEST_FILE_BYTES: String(limits.fileBytes),
        LARGEST_WORKBOOK_BYTES: String(limits.workbookBytes),
        LEDGER_TABLE: ledger.tableName,
        MOST_CONCURRENT: String(ingest.maxConcurrency),
        MOST_TRIES: String(ingest.maxReceiveCount),
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        VISIBILITY_SECONDS: String(visibilityTimeout.toSeconds()),
        ...recordsEnvironment(records),
        WORKSPACES: JSON.stringify(settings.workspaces),
        ...(settings.defaultWorkspaceId !== undefined && { DEFAULT_WORKSPACE_ID: settings.defaultWorkspaceId }),
      },
    });
    new EventSourceMapping(this, "Mapping", {
      target: this.function,
      eventSourceArn: this.queue.queueArn,
      // A file may be 5 GiB, and then needs the function's whole time for itself.
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: ingest.maxConcurrency,
    });
    allowConsuming(this.function, this.queue);
    // A message that meets a running claim is sent again with a delay.
    allowSending(this.function, this.queue);
    // A message that failed is redelivered when its next try is due.
    allow(this.function, ["sqs:ChangeMessageVisibility"], this.queue.queueArn);

    allowReadingDrops(this.function, drops);
    allowWriting(this.function, drops.bucket, WORK_PREFIX);
    allowListingDropVersions(this.function, drops);
    // What Powertools calls: it claims, completes and forgets, and reads a claim that a refusal didn't bring along.
    const ledgerCalls = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:GetItem"];
    allowTable(this.function, ledger, ledgerCalls);
    allowRecording(this.function, records);
    allowToken(this.function, token);
    allow(this.function, ["states:StartExecution"], stateMachine.stateMachineArn);
    // In a bucket without versions, what is uploaded again is a new attempt where the one before did not end READY.
    if (!drops.alwaysVersioned) allowReadingExecutions(this.function, stateMachine);
  }
}
