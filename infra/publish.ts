import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type IChainable,
  JitterType,
  LogLevel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Timeout,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { RESULTS_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";
import type { Ending } from "../functions/report/report-drop.ts";
import { DropsetFunction } from "./dropset-function.ts";
import { allow, allowReading, allowReadingDrops, allowToken, allowWriting } from "./grants.ts";
import type { Settings } from "./settings.ts";

export interface PublishProps {
  readonly bucket: IBucket;
  readonly token: ISecret;
  readonly notices: ITopic;
  readonly settings: Settings;
}

/** From a created dataset to an answer: upload the file, poll until it is ready, report. */
export class Publish extends Construct {
  readonly stateMachine: StateMachine;
  readonly upload: DropsetFunction;
  readonly poll: DropsetFunction;
  readonly report: DropsetFunction;

  constructor(scope: Construct, id: string, { bucket, token, notices, settings }: PublishProps) {
    super(scope, id);
    const { firstPollSeconds, longestPollSeconds, limitSeconds } = settings.publish;
    const service = { DATASET_API_URL: settings.datasetApiUrl, DATASET_TOKEN_SECRET: token.secretArn };

    this.upload = new DropsetFunction(this, "UploadFunction", {
      step: "upload",
      description: "Streams a dropped file from the bucket to its dataset's upload URL",
      timeout: Duration.seconds(settings.upload.timeoutSeconds),
      memoryMb: settings.upload.memoryMb,
      environment: { ...service, FIRST_POLL_SECONDS: String(firstPollSeconds) },
      // Buffers that were sent are let go of when their small owners are collected, which this makes happen often: the
      // process stays near 100 MB whatever the file's size, and goes to 160 without it.
      nodeOptions: "--max-semi-space-size=1",
    });
    allowReadingDrops(this.upload, bucket);
    allowToken(this.upload, token);

    this.poll = new DropsetFunction(this, "PollFunction", {
      step: "poll",
      description: "Asks the dataset service once how far a dataset is",
      // One call with its own patience of 45 s, and the start.
      timeout: Duration.seconds(90),
      memoryMb: 256,
      environment: {
        ...service,
        FIRST_POLL_SECONDS: String(firstPollSeconds),
        LONGEST_POLL_SECONDS: String(longestPollSeconds),
        PUBLISH_LIMIT_SECONDS: String(limitSeconds),
      },
    });
    allowToken(this.poll, token);

    this.report = new DropsetFunction(this, "ReportFunction", {
      step: "report",
      description: "Writes a drop's report and tells its subscribers",
      timeout: Duration.seconds(60),
      memoryMb: 256,
      environment: { NOTICES_TOPIC: notices.topicArn },
    });
    allowReading(this.report, bucket, WORK_PREFIX);
    allowWriting(this.report, bucket, RESULTS_PREFIX);
    allow(this.report, ["sns:Publish"], notices.topicArn);

    this.stateMachine = new StateMachine(this, "StateMachine", {
      stateMachineType: StateMachineType.STANDARD,
      comment: "Uploads a dropped file to its dataset, polls until it is READY, and reports",
      definitionBody: DefinitionBody.fromChainable(this.definition(settings)),
      // Only a net under the limit that the machine keeps itself: time for the last poll, the retries and the report.
      timeout: Duration.seconds(limitSeconds).plus(Duration.hours(6)),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Log", {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Inputs hold names and ids, never a file's contents.
        includeExecutionData: true,
      },
    });
  }

  private definition({ publish }: Settings): IChainable {
    const answered = new Succeed(this, "Answered");
    const failed = new Fail(this, "Failed", {
      errorPath: "$.ending",
      // The report says why, and its place is all that an alarm needs to lead there.
      causePath: "$.answer.reportKey",
    });

    const report = withLambdaRetries(
      new LambdaInvoke(this, "Write report", {
        lambdaFunction: this.report,
        taskTimeout: longerThan(this.report),
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        resultPath: "$.answer",
      }),
    ).addRetry(retry(["StorageUnavailable"], OUTAGE));
    report.next(
      new Choice(this, "Outcome?")
        .when(Condition.stringEquals("$.answer.outcome", "failed"), failed)
        .otherwise(answered),
    );
    const end = (id: string, ending: Ending) =>
      new Pass(this, id, { result: Result.fromString(ending), resultPath: "$.ending" }).next(report);

    const stepFailed = end("Step failed", "step-failed");
    const timedOut = end("Timed out", "timed-out");
    const overLimit = Condition.numberGreaterThanEquals("$.poll.elapsedSeconds", publish.limitSeconds);

    const upload = withServiceRetries(
      new LambdaInvoke(this, "Upload", {
        lambdaFunction: this.upload,
        taskTimeout: longerThan(this.upload),
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        payload: TaskInput.fromObject({
          "drop.$": "$.drop",
          "dataset.$": "$.dataset",
          "file.$": "$.file",
          "startedAt.$": "$$.Execution.StartTime",
        }),
        resultPath: "$.poll",
      }),
    ).addCatch(stepFailed, { resultPath: "$.failure" });

    const poll = withServiceRetries(
      new LambdaInvoke(this, "Poll", {
        lambdaFunction: this.poll,
        taskTimeout: longerThan(this.poll),
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        payload: TaskInput.fromObject({
          "drop.$": "$.drop",
          "dataset.$": "$.dataset",
          "startedAt.$": "$$.Execution.StartTime",
          "uploadedAt.$": "$.poll.uploadedAt",
          "polls.$": "$.poll.polls",
        }),
        resultPath: "$.poll",
      }),
    ).addCatch(stepFailed, { resultPath: "$.failure" });

    const wait = new Wait(this, "Wait", { time: WaitTime.secondsPath("$.poll.waitSeconds") });
    const waitToUpload = new Wait(this, "Wait to upload", { time: WaitTime.secondsPath("$.poll.waitSeconds") });

    upload.next(
      new Choice(this, "Uploaded?")
        .when(Condition.stringEquals("$.poll.status", "UPLOADED"), wait)
        .when(overLimit, timedOut)
        .otherwise(waitToUpload),
    );
    waitToUpload.next(upload);

    const status = (value: string) => Condition.stringEquals("$.poll.status", value);
    wait.next(poll);
    poll.next(
      new Choice(this, "READY?")
        .when(status("READY"), end("Ready", "ready"))
        .when(status("ERROR"), end("Processing failed", "dataset-error"))
        .when(
          Condition.and(
            status("UNINITIALISED"),
            Condition.numberGreaterThanEquals("$.poll.sinceUploadSeconds", publish.uninitialisedLimitSeconds),
          ),
          end("Not processed", "not-processed"),
        )
        .when(
          Condition.not(Condition.or(status("PROCESSING"), status("UNINITIALISED"), status("THROTTLED"))),
          end("Unknown status", "unknown-status"),
        )
        .when(overLimit, timedOut)
        .otherwise(wait),
    );

    return new Choice(this, "To publish?")
      .when(Condition.stringEquals("$.verdict", "publish"), upload)
      .when(Condition.stringEquals("$.verdict", "rejected"), end("Rejected", "rejected"))
      .otherwise(end("Not created", "not-created"));
  }
}

/** A function ends itself first; a task that outlives it by a minute will never hear of it, and is tried again. */
function longerThan({ timeout = Duration.minutes(15) }: DropsetFunction): Timeout {
  return Timeout.duration(timeout.plus(Duration.minutes(1)));
}

interface Patience {
  readonly interval: Duration;
  readonly maxAttempts: number;
  readonly maxDelay: Duration;
}

// Lambda's own troubles are over in seconds.
const BLIP: Patience = { interval: Duration.seconds(1), maxAttempts: 6, maxDelay: Duration.seconds(30) };
// An outage: half an hour of tries, then a person should know.
const OUTAGE: Patience = { interval: Duration.seconds(5), maxAttempts: 10, maxDelay: Duration.minutes(10) };
// The service counts calls by the minute: coming back sooner only adds to them.
const THROTTLE: Patience = { interval: Duration.seconds(30), maxAttempts: 8, maxDelay: Duration.minutes(10) };
// A refused token is mended by a person, or by a rotation that is under way.
const TOKEN: Patience = { interval: Duration.seconds(60), maxAttempts: 5, maxDelay: Duration.minutes(10) };

function retry(errors: string[], { interval, maxAttempts, maxDelay }: Patience) {
  return { errors, interval, maxAttempts, maxDelay, backoffRate: 2, jitterStrategy: JitterType.FULL };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
function withLambdaRetries(task: TaskStateBase): TaskStateBase {
  return task
    .addRetry(
      retry(
        [
          "Lambda.ServiceException",
          "Lambda.AWSLambdaException",
          "Lambda.SdkClientException",
          "Lambda.ClientExecutionTimeoutException",
          "Lambda.Unknown",
          "Sandbox.Timedout",
          "Runtime.ExitError",
          "States.Timeout",
        ],
        BLIP,
      ),
    )
    .addRetry(retry(["Lambda.TooManyRequestsException"], THROTTLE));
}

/** The names of the errors in functions/datasets/errors.ts and functions/drops/errors.ts that are worth another try. */
function withServiceRetries(task: TaskStateBase): TaskStateBase {
  return withLambdaRetries(task)
    .addRetry(retry(["DatasetServiceThrottled"], THROTTLE))
    .addRetry(retry(["DatasetServiceUnavailable", "UploadInterrupted", "StorageUnavailable"], OUTAGE))
    .addRetry(retry(["DatasetServiceTokenRefused", "TokenMissing"], TOKEN));
}
