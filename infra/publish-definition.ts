import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  Result,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke, type LambdaInvokeProps } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import type { Ending } from "../functions/report/ending.ts";
import { withServiceRetries, withStorageRetries } from "./retries.ts";
import type { Settings } from "./settings/settings.ts";

/** What the state machine runs. */
export interface PublishFunctions {
  readonly upload: LambdaFunction;
  readonly poll: LambdaFunction;
  readonly refused: LambdaFunction;
  readonly report: LambdaFunction;
}

/** The states of the publish state machine, below `scope`. */
export function publishDefinition(
  scope: Construct,
  functions: PublishFunctions,
  limits: Settings["publish"],
): IChainable {
  const end = reporting(scope, functions.report);
  const stepFailed = end("Step failed", "step-failed");
  const timedOut = end("Timed out", "timed-out");
  const overLimit = Condition.numberGreaterThanEquals("$.poll.elapsedSeconds", limits.limitSeconds);

  const upload = withServiceRetries(
    invoke(scope, "Upload", functions.upload, {
      payload: TaskInput.fromObject(UPLOAD_INPUT),
      resultPath: "$.poll",
    }),
  ).addCatch(stepFailed, { resultPath: "$.failure" });

  const poll = withServiceRetries(
    invoke(scope, "Poll", functions.poll, { payload: TaskInput.fromObject(POLL_INPUT), resultPath: "$.poll" }),
  ).addCatch(stepFailed, { resultPath: "$.failure" });

  const partial = end("Imported in part", "partial");
  // The drop is answered either way: its report then says how many rows were refused, and not which.
  const refused = withServiceRetries(
    invoke(scope, "Find refused rows", functions.refused, {
      payload: TaskInput.fromObject(REFUSED_INPUT),
      resultPath: "$.refused",
    }),
  ).addCatch(partial, { resultPath: "$.failure" });
  refused.next(partial);

  const wait = new Wait(scope, "Wait", { time: WaitTime.secondsPath("$.poll.waitSeconds") });
  const waitToUpload = new Wait(scope, "Wait to upload", { time: WaitTime.secondsPath("$.poll.waitSeconds") });

  upload.next(
    new Choice(scope, "Uploaded?")
      .when(Condition.stringEquals("$.poll.status", "UPLOADED"), wait)
      .when(overLimit, timedOut)
      .otherwise(waitToUpload),
  );
  waitToUpload.next(upload);

  wait.next(poll);
  poll.next(
    new Choice(scope, "READY?")
      .when(status("READY", "complete"), end("Ready", "ready"))
      .when(status("partial"), refused)
      .when(status("ERROR"), end("Processing failed", "dataset-error"))
      .when(status("failed"), end("Import failed", "import-failed"))
      .when(status("pending_schema"), end("Schema needed", "schema-pending"))
      .when(
        Condition.and(
          status("UNINITIALISED", "uninitialised"),
          Condition.numberGreaterThanEquals("$.poll.sinceUploadSeconds", limits.uninitialisedLimitSeconds),
        ),
        end("Not processed", "not-processed"),
      )
      .when(
        Condition.not(status("PROCESSING", "UNINITIALISED", "THROTTLED", "queued", "processing", "uninitialised")),
        end("Unknown status", "unknown-status"),
      )
      .when(overLimit, timedOut)
      // Waiting for other imports is no failure, as long as it comes to an end.
      .when(Condition.numberGreaterThanEquals("$.poll.queuedSeconds", limits.queueLimitSeconds), timedOut)
      .otherwise(wait),
  );

  return new Choice(scope, "To publish?")
    .when(Condition.stringEquals("$.verdict", "publish"), upload)
    .when(Condition.stringEquals("$.verdict", "rejected"), end("Rejected", "rejected"))
    .when(Condition.stringEquals("$.verdict", "accepted"), end("Accepted", "accepted"))
    .otherwise(end("Not created", "not-created"));
}

/** What all steps know: the drop, its dataset, and the attempt. */
const DROP_INPUT = {
  "drop.$": "$.drop",
  "droppedAt.$": "$.startedAt",
  "dataset.$": "$.dataset",
  "attempt.$": "$.attempt",
};

const UPLOAD_INPUT = {
  ...DROP_INPUT,
  "file.$": "$.file",
  "datasetAttempt.$": "$.datasetAttempt",
  "startedAt.$": "$$.Execution.StartTime",
};

const POLL_INPUT = {
  ...DROP_INPUT,
  "startedAt.$": "$$.Execution.StartTime",
  "uploadedAt.$": "$.poll.uploadedAt",
  "importId.$": "$.poll.importId",
  "queuedSeconds.$": "$.poll.queuedSeconds",
  "polledAt.$": "$.poll.polledAt",
  "polls.$": "$.poll.polls",
};

const REFUSED_INPUT = {
  ...DROP_INPUT,
  "file.$": "$.file",
  "importId.$": "$.poll.importId",
  "polledAt.$": "$.poll.polledAt",
};

/** Whether a step's answer has one of these statuses. */
function status(...values: string[]): Condition {
  return Condition.or(...values.map((value) => Condition.stringEquals("$.poll.status", value)));
}

type EndAs = (id: string, ending: Ending) => Pass;

/** The way to the report, and from there to the execution's end. @returns makes a state that leads there with how the drop ended */
function reporting(scope: Construct, writeReport: LambdaFunction): EndAs {
  const answered = new Succeed(scope, "Answered");
  const failed = new Fail(scope, "Failed", {
    errorPath: "$.ending",
    // The report says why, and its place is all that an alarm needs to lead there.
    causePath: "$.answer.reportKey",
  });
  const report = withStorageRetries(invoke(scope, "Write report", writeReport, { resultPath: "$.answer" }));
  report.next(
    new Choice(scope, "Outcome?")
      .when(Condition.stringEquals("$.answer.outcome", "failed"), failed)
      .otherwise(answered),
  );
  return (id, ending) => {
    const end = new Pass(scope, id, { result: Result.fromString(ending), resultPath: "$.ending" });
    end.next(report);
    return end;
  };
}

function invoke(
  scope: Construct,
  id: string,
  lambdaFunction: LambdaFunction,
  props: Pick<LambdaInvokeProps, "payload" | "resultPath">,
): LambdaInvoke {
  return new LambdaInvoke(scope, id, {
    lambdaFunction,
    taskTimeout: longerThan(lambdaFunction),
    payloadResponseOnly: true,
    // Each error's retries are named in retries.ts.
    retryOnServiceExceptions: false,
    ...props,
  });
}

/** A function ends itself first; a task that outlives it by a minute will get no answer, and is retried. */
function longerThan({ timeout = Duration.minutes(15) }: LambdaFunction): Timeout {
  return Timeout.duration(timeout.plus(Duration.minutes(1)));
}
