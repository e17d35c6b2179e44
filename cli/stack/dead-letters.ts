import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { type DropEvent, readDropMessage } from "../../functions/ingest/s3-events.ts";
import type { Stack } from "./connect.ts";

/** SQS shows no message without receiving it, and hides it from everybody else meanwhile. */
const HIDDEN_SECONDS = 20;
/** How many are looked at: more are counted, and not named. */
const MOST_LOOKED_AT = 1000;
/** SQS takes so many in one call. */
const AT_ONCE = 10;

/** How many messages are in the dead-letter queue, approximately. */
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
 * The drops in the dead-letter queue, which stays as it is: its messages are received, read, and visible again when this
 * returns.
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
        // A wait, however short, asks all of SQS's servers.
        WaitTimeSeconds: 1,
      }),
    );
    // One that is received again has been visible again: this took longer than that.
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
  // What follows may move them, and moves what is visible.
  if (messages.length > 0) await sleep(1200);
}
