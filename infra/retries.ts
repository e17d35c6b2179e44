import { Duration } from "aws-cdk-lib";
import { JitterType, type TaskStateBase } from "aws-cdk-lib/aws-stepfunctions";

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

/** What Lambda itself may fail with. https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
export function withLambdaRetries(task: TaskStateBase): TaskStateBase {
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

/** What the storage and the topic may fail with, beside Lambda itself. */
export function withStorageRetries(task: TaskStateBase): TaskStateBase {
  return withLambdaRetries(task).addRetry(retry(["StorageUnavailable", "NoticeNotSent"], OUTAGE));
}

/** The names of the errors in functions/datasets/errors.ts and functions/drops/errors.ts that are worth another try. */
export function withServiceRetries(task: TaskStateBase): TaskStateBase {
  return withLambdaRetries(task)
    .addRetry(retry(["DatasetServiceThrottled"], THROTTLE))
    .addRetry(retry(["DatasetServiceUnavailable", "UploadInterrupted", "StorageUnavailable"], OUTAGE))
    .addRetry(retry(["DatasetServiceTokenRefused", "TokenMissing", "TokenMalformed"], TOKEN));
}
