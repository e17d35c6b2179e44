import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";

/** The queue that drops come from, as far as a message needs it that came too early, or that failed. */
export interface DropQueue {
  /**
   * Sends the message to the queue again, to be delivered once `until` is over. The original is then done: nothing is lost,
   * and no receive is used up.
   *
   * @param until in milliseconds since the epoch
   * @throws what SQS says, and {@link PostponedTooOften}
   */
  postpone(message: Pick<SQSRecord, "body" | "messageAttributes">, until: number): Promise<void>;
  /**
   * Has a message that failed redelivered after so many seconds, in place of the queue's visibility timeout. Where it was
   * received as often as it may be, SQS moves it to the dead-letter queue then.
   *
   * @param seconds whole, and with the time since the receive at most SQS's 12 hours
   * @throws what SQS says; the message is then redelivered after the visibility timeout
   */
  retryLater(message: Pick<SQSRecord, "receiptHandle">, seconds: number): Promise<void>;
}

/** So many times in a row a claim of another invocation was in the way, which no two events explain. */
export class PostponedTooOften extends Error {
  override readonly name = "PostponedTooOften";
}

/** Counts the copies: a copy has no receives of its original, and must not be made for ever. */
const COUNT = "dropset-postponed";
const MOST_COPIES = 20;
/** SQS delays a message for 15 minutes at most, as long as the longest claim. */
const LONGEST_DELAY_SECONDS = 900;
/** A try that failed is not to run out of time because SQS does not answer. In milliseconds. */
const PATIENCE_MS = 5000;

export function connectDropQueue(queueUrl: string, client: SQSClient): DropQueue {
  return {
    async postpone({ body, messageAttributes }, until) {
      const copies = Number(messageAttributes[COUNT]?.stringValue ?? 0) + 1;
      if (copies > MOST_COPIES) {
        throw new PostponedTooOften(
          `Each of ${MOST_COPIES} deliveries found another invocation already working on this drop.`,
        );
      }
      // A second more: DynamoDB's clock and the function's are not the same.
      const seconds = Math.ceil((until - Date.now()) / 1000) + 1;
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          DelaySeconds: Math.min(LONGEST_DELAY_SECONDS, Math.max(1, seconds)),
          MessageAttributes: { [COUNT]: { DataType: "Number", StringValue: String(copies) } },
        }),
      );
    },

    async retryLater({ receiptHandle }, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
        { abortSignal: AbortSignal.timeout(PATIENCE_MS) },
      );
    },
  };
}
