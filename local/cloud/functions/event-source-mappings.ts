import type { EventEmitter } from "node:events";
import { nameOfArn } from "../arns.ts";
import type { CloudEvents } from "../cloud-events.ts";
import { crash } from "../faults/call-faults.ts";
import { type CloudFaults, MOMENTS } from "../faults/faults.ts";
import type { Queues } from "../queues/queues.ts";
import type { Resource, Resources } from "../template/resources.ts";
import { type DeliveryFailure, EventSource } from "./event-source.ts";
import type { Functions } from "./functions.ts";
import { putBackMessages } from "./left-behind.ts";

/** The neighbors of an event source mapping. */
interface Neighbors {
  readonly queues: Queues;
  readonly functions: Functions;
  readonly faults: CloudFaults;
  readonly events: EventEmitter<CloudEvents>;
}

/** What Lambda does between a queue and a function, with its switch. */
export interface EventSourceMapping {
  readonly id: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly maxConcurrency: number | undefined;
  readonly isEnabled: () => boolean;
  /** Starts or stops receiving messages. */
  readonly enable: (enabled: boolean) => Promise<void>;
}

/** The number of batches that run at once at most: more are not faster on one machine. */
const MOST_CONCURRENT_BATCHES = 4;

/** The template's event source mappings, disabled until they are started. */
export class EventSourceMappings {
  readonly all: readonly EventSourceMapping[];
  readonly #sources: readonly EventSource[];
  readonly #queues: Queues;

  constructor(resources: Resources, neighbors: Neighbors) {
    const mappings = resources.ofType("AWS::Lambda::EventSourceMapping").map((mapping) => {
      const source = eventSource(mapping, neighbors);
      return { source, described: describe(mapping, source) };
    });
    this.all = mappings.map(({ described }) => described);
    this.#sources = mappings.map(({ source }) => source);
    this.#queues = neighbors.queues;
  }

  /** Starts all of them, also for the messages that an earlier start had received and not worked off. */
  async start(): Promise<void> {
    await Promise.all(
      this.#sources.map(async (source) => {
        await putBackMessages(this.#queues, source.queueName);
        await source.enable();
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
  }
}

function describe(
  { name, properties }: Resource<"AWS::Lambda::EventSourceMapping">,
  source: EventSource,
): EventSourceMapping {
  return {
    id: name,
    queueArn: properties.EventSourceArn,
    functionName: properties.FunctionName,
    batchSize: properties.BatchSize,
    maxConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    isEnabled: () => source.isEnabled,
    enable: async (enabled) => (enabled ? source.enable() : source.disable()),
  };
}

function eventSource(
  { properties }: Resource<"AWS::Lambda::EventSourceMapping">,
  { queues, functions, faults, events }: Neighbors,
): EventSource {
  const { FunctionName, EventSourceArn, BatchSize, ScalingConfig } = properties;
  const queueName = nameOfArn(EventSourceArn);
  return new EventSource({
    queueName,
    batchSize: BatchSize,
    concurrency: Math.min(ScalingConfig?.MaximumConcurrency ?? MOST_CONCURRENT_BATCHES, MOST_CONCURRENT_BATCHES),
    invoke: (event) => functions.invoke(FunctionName, event),
    sqs: queues.sqs,
    mayDelete(about) {
      const fault = faults.play({ at: MOMENTS.done, function: FunctionName, about });
      if (fault?.kind === "crash") crash();
      return fault?.kind !== "lose";
    },
    failed(failure) {
      events.emit("ingestFailed", troubleOf(failure, queues.inspectQueue(queueName)));
    },
  });
}

/** Says when a failed message is redelivered: the function may have set its own time, over the queue's visibility timeout. */
function troubleOf({ receiptHandle, ...failure }: DeliveryFailure, queue: ReturnType<Queues["inspectQueue"]>) {
  const policy = queue?.attributes.RedrivePolicy;
  const mostReceives: number | null = policy ? Number(JSON.parse(policy).maxReceiveCount) : null;
  const hidden = queue?.messages.inflight.find((message) => message.receiptHandle === receiptHandle);
  // One that is hidden no more is being redelivered.
  return { ...failure, mostReceives, againAt: hidden?.visibilityDeadline ?? Date.now() };
}
