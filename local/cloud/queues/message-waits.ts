import { ChangeMessageVisibilityCommand, type SQSClient, SQSServiceException } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { readInput, ServiceFailure } from "../gateway/json-protocol.ts";

const input = z.looseObject({
  QueueUrl: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.number().int().nonnegative(),
});

/** Passes on for how long received messages are to be hidden, shortened: for fast tests. */
export class MessageWaits {
  static readonly OPERATIONS: ReadonlySet<string> = new Set(["ChangeMessageVisibility"]);

  readonly #sqs: SQSClient;
  readonly #mostSeconds: number;

  /**
   * @param sqs where the queues are, past the gateway
   * @param mostMs the longest wait, in milliseconds; SQS knows whole seconds
   */
  constructor(sqs: SQSClient, mostMs: number) {
    this.#sqs = sqs;
    this.#mostSeconds = Math.ceil(mostMs / 1000);
  }

  async handle(_operation: string, given: Record<string, unknown>): Promise<unknown> {
    const { VisibilityTimeout, ...message } = readInput(input, given);
    const shortened = { ...message, VisibilityTimeout: Math.min(VisibilityTimeout, this.#mostSeconds) };
    try {
      await this.#sqs.send(new ChangeMessageVisibilityCommand(shortened));
      return {};
    } catch (error) {
      if (!(error instanceof SQSServiceException)) throw error;
      throw new ServiceFailure(error.$metadata.httpStatusCode ?? 400, error.name, error.message);
    }
  }
}
