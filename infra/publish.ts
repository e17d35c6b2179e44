import { Duration, Names, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import {
  type CfnStateMachine,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { RESULTS_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";
import { acknowledge } from "./acknowledge.ts";
import type { DropBucket } from "./drop-bucket.ts";
import { DropsetFunction } from "./dropset-function.ts";
import {
  allowEvents,
  allowPublishing,
  allowReading,
  allowReadingDrops,
  allowReadingFixed,
  allowTable,
  allowToken,
  allowWriting,
  serviceOfThisAccount,
} from "./grants.ts";
import { publishDefinition } from "./publish-definition.ts";
import { allowRecording, recordsEnvironment, type WrittenRecords } from "./records.ts";
import type { Settings } from "./settings/settings.ts";

export interface PublishProps {
  readonly drops: DropBucket;
  readonly ledger: ITable;
  readonly records: WrittenRecords;
  readonly token: ISecret;
  readonly notices: ITopic;
  /** Encrypts the notices and the logs; undefined for AWS's own keys. */
  readonly key: IKey | undefined;
  readonly settings: Settings;
}

/** From a created dataset to an answer: upload the file, poll until it is ready, report. */
export class Publish extends Construct {
  readonly stateMachine: StateMachine;
  readonly upload: DropsetFunction;
  readonly poll: DropsetFunction;
  readonly refused: DropsetFunction;
  readonly report: DropsetFunction;

  constructor(scope: Construct, id: string, props: PublishProps) {
    super(scope, id);
    const { drops, ledger, records, token, notices, key, settings } = props;
    const { bucket } = drops;
    const { firstPollSeconds, longestPollSeconds, limitSeconds, queueLimitSeconds } = settings.publish;
    const { logDays } = settings.retention;
    const service = { DATASET_API_URL: settings.datasetApiUrl, DATASET_TOKEN_SECRET: token.secretArn };

    this.upload = new DropsetFunction(this, "UploadFunction", {
      step: "upload",
      description: "Streams a dropped file from the bucket to its dataset's upload URL",
      timeout: Duration.seconds(settings.upload.timeoutSeconds),
      memoryMb: settings.upload.memoryMb,
      settings,
      key,
      environment: {
        ...service,
        FIRST_POLL_SECONDS: String(firstPollSeconds),
        LEDGER_TABLE: ledger.tableName,
        ...recordsEnvironment(records),
      },
      // Buffers that were sent are let go of when their small owners are collected, which this makes happen often: the
      // process stays near 100 MB whatever the file's size, and goes to 160 without it.
      nodeOptions: "--max-semi-space-size=1",
    });
    allowReadingDrops(this.upload, drops);
    allowReadingFixed(this.upload, drops);
    allowToken(this.upload, token);
    // Which import a drop has, so that it has one.
    allowTable(this.upload, ledger, ["dynamodb:GetItem", "dynamodb:PutItem"]);
    allowRecording(this.upload, records);

    this.poll = new DropsetFunction(this, "PollFunction", {
      step: "poll",
      description: "Reads a dataset's status once from the dataset service",
      timeout: Duration.seconds(settings.poll.timeoutSeconds),
      memoryMb: settings.poll.memoryMb,
      settings,
      key,
      environment: {
        ...service,
        FIRST_POLL_SECONDS: String(firstPollSeconds),
        LONGEST_POLL_SECONDS: String(longestPollSeconds),
        PUBLISH_LIMIT_SECONDS: String(limitSeconds),
        ...recordsEnvironment(records),
      },
    });
    allowRecording(this.poll, records);
    allowToken(this.poll, token);

    this.refused = new DropsetFunction(this, "RefusedFunction", {
      step: "refused",
      description: "Finds the rows of a file that the dataset service refused",
      timeout: Duration.seconds(settings.refused.timeoutSeconds),
      memoryMb: settings.refused.memoryMb,
      settings,
      key,
      environment: { ...service, ...recordsEnvironment(records) },
    });
    allowRecording(this.refused, records);
    allowReadingDrops(this.refused, drops);
    allowReading(this.refused, bucket, WORK_PREFIX);
    allowReadingFixed(this.refused, drops);
    allowWriting(this.refused, bucket, WORK_PREFIX);
    allowWriting(this.refused, bucket, RESULTS_PREFIX);
    allowToken(this.refused, token);

    this.report = new DropsetFunction(this, "ReportFunction", {
      step: "report",
      description: "Writes a drop's report and notifies subscribers",
      timeout: Duration.seconds(settings.report.timeoutSeconds),
      memoryMb: settings.report.memoryMb,
      settings,
      key,
      environment: {
        EVENT_BUS: settings.eventBusName,
        NOTICES_TOPIC: notices.topicArn,
        ...recordsEnvironment(records),
      },
    });
    allowRecording(this.report, records);
    allowReading(this.report, bucket, WORK_PREFIX);
    allowReadingFixed(this.report, drops);
    allowWriting(this.report, bucket, RESULTS_PREFIX);
    allowPublishing(this.report, notices, key);
    allowEvents(this.report, settings.eventBusName);

    const { upload, poll, refused, report } = this;
    const role = new Role(this, "StateMachineRole", { assumedBy: serviceOfThisAccount(this, "states.amazonaws.com") });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["lambda:InvokeFunction"],
        resources: [upload, poll, refused, report].map(({ functionArn }) => functionArn),
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: LOG_DELIVERY_AND_TRACES, resources: ["*"] }));
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]": "X-Ray and the delivery of a state machine's logs know no resources",
    });
    this.stateMachine = new StateMachine(this, "StateMachine", {
      stateMachineType: StateMachineType.STANDARD,
      // The CDK would allow each function's versions too, of which there are none.
      role: role.withoutPolicyUpdates(),
      comment: "Uploads a dropped file to its dataset, polls until it is READY, and reports",
      definitionBody: DefinitionBody.fromChainable(
        publishDefinition(this, { upload, poll, refused, report }, settings.publish),
      ),
      // Only a net under the limit that the machine keeps itself: time for the last poll, the retries and the report.
      timeout: Duration.seconds(limitSeconds + queueLimitSeconds).plus(Duration.hours(6)),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Log", {
          // Under this prefix, AWS lets the delivery in without an entry in the account's one log policy, which holds few.
          // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
          logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 200, separator: "-" })}`,
          retention: logDays,
          removalPolicy: RemovalPolicy.DESTROY,
          ...(key && { encryptionKey: key }),
        }),
        level: LogLevel.ERROR,
        // Inputs hold names and ids, never a file's contents.
        includeExecutionData: true,
      },
    });
    this.stateMachine.node.addDependency(role);
    if (key) encryptExecutions(this.stateMachine, role, key);
    acknowledge(this.stateMachine, {
      "AwsSolutions-SF1":
        "Step Functions itself keeps every event of an execution for 90 days; the log is for what failed",
    });
  }
}

// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and …/concepts-xray-tracing.html
const LOG_DELIVERY_AND_TRACES = [
  ...["Create", "Get", "Update", "Delete"].map((verb) => `logs:${verb}LogDelivery`),
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
];

/**
 * Encrypts the definition and the executions' inputs and history. CDK's own setting would let the delivery of logs of any
 * account use the key.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
function encryptExecutions(machine: StateMachine, role: Role, key: IKey): void {
  const { region, account, partition } = Stack.of(machine);
  const ofMachines = `arn:${partition}:states:${region}:${account}:stateMachine:*`;
  const ofLogs = `arn:${partition}:logs:${region}:${account}:*`;
  role.addToPolicy(
    new PolicyStatement({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [key.keyArn],
      conditions: { StringLike: { "kms:EncryptionContext:aws:states:stateMachineArn": ofMachines } },
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: ["kms:GenerateDataKey"],
      resources: [key.keyArn],
      conditions: { StringEquals: { "kms:EncryptionContext:SourceArn": ofLogs } },
    }),
  );
  const resource = machine.node.defaultChild as CfnStateMachine;
  resource.encryptionConfiguration = {
    type: "CUSTOMER_MANAGED_KMS_KEY",
    kmsKeyId: key.keyArn,
    kmsDataKeyReusePeriodSeconds: Duration.minutes(5).toSeconds(),
  };
}
