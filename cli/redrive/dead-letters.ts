import { setTimeout as sleep } from "node:timers/promises";
import { ListMessageMoveTasksCommand, StartMessageMoveTaskCommand, UnsupportedOperation } from "@aws-sdk/client-sqs";
import type { Stack } from "../stack/connect.ts";

export interface MovedLetters {
  readonly moved: number;
  /** Why SQS could not move all of them; null if it did. */
  readonly failure: string | null;
}

const LOOK_MS = 500;

/**
 * Moves the dead-letter queue's messages to the drop queue, and waits until SQS is done. The drop queue is named, because
 * EventBridge's undelivered events were never in it, and SQS would not know where to move them.
 */
export async function moveDeadLetters(stack: Stack, signal: AbortSignal): Promise<MovedLetters> {
  const SourceArn = stack.output("DeadLetterQueueArn");
  const queueName = stack.output("DropQueueUrl").split("/").at(-1) ?? "";
  const DestinationArn = SourceArn.replace(/[^:]*$/, queueName);
  try {
    await stack.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  } catch (error) {
    // Another task is already running, which does the same.
    if (!(error instanceof UnsupportedOperation)) throw error;
    if ((await lastTask(stack, SourceArn))?.Status !== "RUNNING") throw error;
  }
  for (;;) {
    const task = await lastTask(stack, SourceArn);
    if (task?.Status !== "RUNNING" || signal.aborted) {
      const failed = task?.Status !== "COMPLETED";
      return {
        moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
        failure: failed ? (task?.FailureReason ?? task?.Status ?? "the task was not found") : null,
      };
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

async function lastTask(stack: Stack, SourceArn: string) {
  const { Results = [] } = await stack.sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  return Results[0];
}
