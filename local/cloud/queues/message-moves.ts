import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { nameOfArn } from "../arns.ts";
import { ServiceFailure } from "../gateway/json-protocol.ts";

type Status = "RUNNING" | "COMPLETED" | "FAILED";

interface MoveTask {
  readonly handle: string;
  readonly source: string;
  readonly destination: string;
  /** Whether the caller named the destination. */
  readonly named: boolean;
  readonly toMove: number;
  readonly started: number;
  moved: number;
  status: Status;
  failure?: string;
}

const startInput = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.number().int().min(1).max(500).optional(),
});
const listInput = z.object({ SourceArn: z.string(), MaxResults: z.number().int().min(1).max(10).default(1) });
const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** What SQS has for emptying a dead-letter queue, and fauxqs lacks: tasks that move its messages back. */
export class MessageMoves {
  static readonly OPERATIONS: ReadonlySet<string> = new Set(["StartMessageMoveTask", "ListMessageMoveTasks"]);

  readonly #sqs: SQSClient;
  readonly #tasks: MoveTask[] = [];
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  /** @param sqs where the queues are, past the gateway */
  constructor(sqs: SQSClient) {
    this.#sqs = sqs;
  }

  async handle(operation: string, input: Record<string, unknown>): Promise<unknown> {
    switch (operation) {
      case "StartMessageMoveTask":
        return this.#start(read(startInput, input));
      case "ListMessageMoveTasks":
        return this.#list(read(listInput, input));
      default:
        throw ServiceFailure.unknownOperation("SQS", operation);
    }
  }

  /** A task that is stopped leaves the rest of the messages where they are. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
  async #start({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }: z.infer<typeof startInput>) {
    if (MaxNumberOfMessagesPerSecond !== undefined) {
      throw new ServiceFailure(400, "UnsupportedOperation", "The embedded SQS moves messages at no set rate.");
    }
    const queues = await this.#queues();
    const source = queues.get(SourceArn);
    if (!source) {
      const message = "The resource that you specified for the SourceArn parameter doesn't exist.";
      throw new ServiceFailure(404, "ResourceNotFoundException", message);
    }
    const feeding = [...queues.entries()].filter(([, { deadLetterArn }]) => deadLetterArn === SourceArn);
    const [first] = feeding;
    if (!first) {
      const message = "Source queue must be configured as a Dead Letter Queue.";
      throw new ServiceFailure(400, "InvalidParameterValue", message);
    }
    if (DestinationArn === undefined && feeding.length > 1) {
      const message =
        "The embedded SQS does not know which of several queues a message came from. Set a DestinationArn.";
      throw new ServiceFailure(400, "UnsupportedOperation", message);
    }
    const destinationArn = DestinationArn ?? first[0];
    const destination = queues.get(destinationArn);
    if (!destination) {
      const message = "The resource that you specified for the DestinationArn parameter doesn't exist.";
      throw new ServiceFailure(404, "ResourceNotFoundException", message);
    }
    if (this.#tasks.some((task) => task.source === SourceArn && task.status === "RUNNING")) {
      const message =
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.";
      throw new ServiceFailure(400, "UnsupportedOperation", message);
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: crypto.randomUUID(), sourceArn: SourceArn })).toString("base64"),
      source: SourceArn,
      destination: destinationArn,
      named: DestinationArn !== undefined,
      toMove: source.messages,
      started: Date.now(),
      moved: 0,
      status: "RUNNING",
    };
    this.#tasks.unshift(task);
    const running = this.#run(task, source.url, destination.url);
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
    return { TaskHandle: task.handle };
  }

  #list({ SourceArn, MaxResults }: z.infer<typeof listInput>) {
    const tasks = this.#tasks.filter(({ source }) => source === SourceArn).slice(0, MaxResults);
    return {
      Results: tasks.map((task) => ({
        ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
        Status: task.status,
        SourceArn: task.source,
        ...(task.named && { DestinationArn: task.destination }),
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        ...(task.failure !== undefined && { FailureReason: task.failure }),
        StartedTimestamp: task.started,
      })),
    };
  }

  async #run(task: MoveTask, from: string, to: string): Promise<void> {
    try {
      for (;;) {
        const { Messages = [] } = await this.#sqs.send(
          new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
        );
        if (Messages.length === 0 || this.#stopped) break;
        for (const message of Messages) {
          await this.#move(message, from, to);
          task.moved++;
        }
      }
      task.status = "COMPLETED";
    } catch (error) {
      task.status = "FAILED";
      task.failure = error instanceof Error ? error.name : String(error);
    }
  }

  /** Sent before it is deleted: a stop in between leaves it twice, and never nowhere. */
  async #move({ Body, MessageAttributes, ReceiptHandle }: Message, from: string, to: string): Promise<void> {
    await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: to, MessageBody: Body, ...(MessageAttributes && { MessageAttributes }) }),
    );
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
  }

  async #queues() {
    const { QueueUrls = [] } = await this.#sqs.send(new ListQueuesCommand({}));
    const entries = QueueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await this.#sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
      );
      const policy = Attributes.RedrivePolicy && redrivePolicy.parse(JSON.parse(Attributes.RedrivePolicy));
      const queue = {
        url: QueueUrl,
        messages: Number(Attributes.ApproximateNumberOfMessages),
        deadLetterArn: policy ? policy.deadLetterTargetArn : undefined,
      };
      return [Attributes.QueueArn ?? nameOfArn(QueueUrl), queue] as const;
    });
    return new Map(await Promise.all(entries));
  }
}

function read<T>(shape: z.ZodType<T>, input: Record<string, unknown>): T {
  const parsed = shape.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServiceFailure(400, "InvalidParameterValue", z.prettifyError(parsed.error));
}
