import { Duration } from "aws-cdk-lib";
import { JitterType, type RetryProps, type TaskStateBase } from "aws-cdk-lib/aws-stepfunctions";
import {
  LAMBDA_RETRIES,
  RETRY_BACKOFF,
  type RetryRule,
  SERVICE_RETRIES,
  STORAGE_RETRIES,
} from "../functions/drops/retry-schedule.ts";

function retry({ errors, pace }: RetryRule): RetryProps {
  return {
    errors: [...errors],
    interval: Duration.seconds(pace.seconds),
    maxAttempts: pace.retries,
    maxDelay: Duration.seconds(pace.mostSeconds),
    backoffRate: RETRY_BACKOFF,
    jitterStrategy: JitterType.FULL,
  };
}

function withRetries(task: TaskStateBase, rules: readonly RetryRule[]): TaskStateBase {
  for (const rule of rules) task.addRetry(retry(rule));
  return task;
}

/** What the storage and the topic may fail with, besides Lambda itself. */
export function withStorageRetries(task: TaskStateBase): TaskStateBase {
  return withRetries(task, [...LAMBDA_RETRIES, ...STORAGE_RETRIES]);
}

/** The errors of the dataset service and the storage that are worth another try, besides Lambda's own. */
export function withServiceRetries(task: TaskStateBase): TaskStateBase {
  return withRetries(task, [...LAMBDA_RETRIES, ...SERVICE_RETRIES]);
}
