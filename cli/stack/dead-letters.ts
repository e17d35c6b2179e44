import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { type DropEvent, readDropMessage } from "../../functions/ingest/s3-events.ts";
import type { Stack } from "./connect.ts";

/** SQS can only show a message by receiving it, which hides it from other consumers for this time. */
const HIDDEN_SECONDS = 20;
/** Further messages are counted, but not listed. */
const MOST_LOOKED_AT = 1000;
/** SQS's limit for one call. */
const AT_ONCE = 10;

/** The approximate number of messages in the dead-letter queue. */
export async function countDeadLetters(stack: Stack): Promise<number> {
  const { Attributes } = await stack.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: stack.output("DeadLetterQueueUrl"),
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  const { ApproximateNumberOfMessages: visible = 0, ApproximateNumberOfMessagesNotVisible: hidden = 0 } =
    Attributes ?? {};
  return Number(visible) + Number(hidden);
}

/**
 * The drops in the dead-letter queue. Its messages are received, read, and made visible again before this returns.
 */
export async function readDeadLetters(stack: Stack): Promise<DropEvent[]> {
  if ((await countDeadLetters(stack)) === 0) return [];
  const QueueUrl = stack.output("DeadLetterQueueUrl");
  const seen = new Map<string, Message>();
  while (seen.size < MOST_LOOKED_AT) {
    const { Messages = [] } = await stack.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: AT_ONCE,
        VisibilityTimeout: HIDDEN_SECONDS,
        // Long polling queries all of SQS's servers.
        WaitTimeSeconds: 1,
      }),
    );
    // A message that is received twice was visible again: this took longer than the timeout.
    if (Messages.every(({ MessageId = "" }) => seen.has(MessageId))) break;
    for (const message of Messages) seen.set(message.MessageId ?? "", message);
  }
  await show(stack, [...seen.values()]);
  return [...seen.values()].flatMap(({ Body = "" }) => [...readDropMessage(Body).drops]);
}

async function show({ sqs, output }: Stack, messages: readonly Message[]): Promise<void> {
  const QueueUrl = output("DeadLetterQueueUrl");
  for (let index = 0; index < messages.length; index += AT_ONCE) {
    const Entries = messages.slice(index, index + AT_ONCE).map(({ ReceiptHandle }, id) => ({
      Id: String(id),
      ReceiptHandle,
      VisibilityTimeout: 1,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  // The caller may move them, and SQS only moves visible messages.
  if (messages.length > 0) await sleep(1200);
}
