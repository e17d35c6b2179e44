import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { arn, REGION } from "../arns.ts";

export interface EventSourceOptions {
  readonly queueName: string;
  readonly batchSize: number;
  /** How many batches run at once at most. */
  readonly concurrency: number;
  /** Invokes the function with an event. @throws where it failed */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly sqs: SQSClient;
  /** Called before a processed message is deleted; if it returns false, the message is redelivered. */
  readonly mayDelete: (body: string) => boolean;
  /** Called for each message that failed. */
  readonly failed: (failure: DeliveryFailure) => void;
}

/** A message that the function did not work off. */
export interface DeliveryFailure {
  readonly body: string;
  /** How often it was received so far. */
  readonly receives: number;
  /** What it was received with. */
  readonly receiptHandle: string;
  /** What the function as a whole failed with; null where it answered, and named the message. */
  readonly error: string | null;
}

const batchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]),
});

/** What Lambda does between a queue and a function: receives, invokes, and deletes what did not fail. */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #stopping = new AbortController();
  readonly #pollers = new Set<Promise<void>>();
  /** Aborted when the source is disabled. */
  #enabled = new AbortController();

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.#enabled.abort();
  }

  get queueName(): string {
    return this.#options.queueName;
  }

  get isEnabled(): boolean {
    return !this.#enabled.signal.aborted;
  }

  async enable(): Promise<void> {
    if (this.isEnabled) return;
    const { sqs, queueName, concurrency } = this.#options;
    this.#enabled = new AbortController();
    const { signal } = this.#enabled;
    const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
    for (let poller = 0; poller < concurrency; poller++) {
      const polling = this.#poll(QueueUrl, signal).finally(() => this.#pollers.delete(polling));
      this.#pollers.add(polling);
    }
  }

  /** What is being received still comes to the function, as on AWS while a mapping is "Disabling". */
  disable(): void {
    this.#enabled.abort();
  }

  async stop(): Promise<void> {
    this.#enabled.abort();
    this.#stopping.abort();
    await Promise.all(this.#pollers);
  }

  async #poll(QueueUrl: string, enabled: AbortSignal): Promise<void> {
    const stopping = this.#stopping.signal;
    while (!enabled.aborted) {
      try {
        const received = await this.#options.sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: this.#options.batchSize,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ["All"],
            MessageAttributeNames: ["All"],
          }),
          { abortSignal: stopping },
        );
        if (received.Messages?.length) await deliver(this.#options, QueueUrl, received.Messages);
      } catch (error) {
        if (!stopping.aborted) await sleep(1000, undefined, { signal: stopping }).catch(() => error);
      }
    }
  }
}

async function deliver(options: EventSourceOptions, queueUrl: string, messages: Message[]): Promise<void> {
  const { ids, error } = await failures(options, messages);
  for (const { MessageId = "", Body: body = "", ReceiptHandle: receiptHandle = "", Attributes } of messages) {
    if (!ids.has(MessageId)) continue;
    options.failed({ body, receives: Number(Attributes?.ApproximateReceiveCount ?? 1), receiptHandle, error });
  }
  const done = messages
    .filter((message) => !ids.has(message.MessageId ?? ""))
    .filter(({ Body = "" }) => options.mayDelete(Body));
  if (done.length === 0) return;
  await options.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: done.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
    }),
  );
}

/** The ids of the messages to redeliver: all of them if the function itself failed. */
async function failures(
  { invoke, queueName }: EventSourceOptions,
  messages: Message[],
): Promise<{ ids: Set<string>; error: string | null }> {
  const event = { Records: messages.map((message) => sqsRecord(message, queueName)) };
  try {
    const { batchItemFailures } = batchResponse.parse((await invoke(event)) ?? {});
    return { ids: new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)), error: null };
  } catch (error) {
    return { ids: new Set(messages.map((message) => message.MessageId ?? "")), error: String(error) };
  }
}

function sqsRecord(message: Message, queueName: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, DataType }]) => [
        name,
        { stringValue: StringValue, dataType: DataType },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: arn("sqs", queueName),
    awsRegion: REGION,
  };
}
