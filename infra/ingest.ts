import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { WORK_PREFIX } from "../functions/drops/drop.ts";
import { DropsetFunction } from "./dropset-function.ts";
import { allow, allowReadingDrops, allowToken, allowWriting } from "./grants.ts";
import type { Settings } from "./settings.ts";

export interface IngestProps {
  readonly bucket: IBucket;
  readonly ledger: ITable;
  readonly token: ISecret;
  readonly stateMachine: IStateMachine;
  readonly settings: Settings;
}

/** From the bucket's event to a dataset: the queue, what it gives up on, and the function that takes drops in. */
export class Ingest extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: DropsetFunction;

  constructor(scope: Construct, id: string, { bucket, ledger, token, stateMachine, settings }: IngestProps) {
    super(scope, id);
    const timeout = Duration.seconds(settings.ingest.timeoutSeconds);

    this.deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The most that SQS allows: time to come back from holidays and redrive.
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's time-out, as AWS advises, so that a slow run is never delivered twice.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: settings.ingest.maxReceiveCount },
    });

    this.function = new DropsetFunction(this, "Function", {
      step: "ingest",
      description: "Validates a dropped CSV, creates its dataset and starts its publish execution",
      timeout,
      memoryMb: settings.ingest.memoryMb,
      environment: {
        DATASET_API_URL: settings.datasetApiUrl,
        DATASET_TOKEN_SECRET: token.secretArn,
        FINDING_SEVERITIES: JSON.stringify(settings.severities),
        LEDGER_TABLE: ledger.tableName,
        STATE_MACHINE_ARN: stateMachine.stateMachineArn,
        ...(settings.defaultWorkspaceId !== undefined && { DEFAULT_WORKSPACE_ID: settings.defaultWorkspaceId }),
      },
    });
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        // A file may be 5 GiB, and then needs the function's whole time for itself.
        batchSize: 1,
        reportBatchItemFailures: true,
      }),
    );

    allowReadingDrops(this.function, bucket);
    allowWriting(this.function, bucket, WORK_PREFIX);
    // What Powertools calls: it claims, completes and forgets, and reads a claim that a refusal didn't bring along.
    const ledgerCalls = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:GetItem"];
    allow(this.function, ledgerCalls, ledger.tableArn);
    allowToken(this.function, token);
    allow(this.function, ["states:StartExecution"], stateMachine.stateMachineArn);
  }
}
