import { randomUUID } from "node:crypto";
import * as z from "zod";
import { arn } from "../arns.ts";
import { readInput, ServiceFailure } from "../gateway/json-protocol.ts";

/** An event that somebody sent to a bus. */
export interface SentEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
const entry = z.strictObject({
  EventBusName: z.string().default("default"),
  Source: z.string().min(1),
  DetailType: z.string().min(1),
  Detail: z.string(),
  Time: z.number().optional(),
});
const putEvents = z.strictObject({ Entries: z.array(entry).min(1).max(10) });

/** What one call may carry, and so one event at most. */
const LARGEST_EVENTS_BYTES = 256 * 1024;

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
const describeEventBus = z.strictObject({ Name: z.string().default("default") });

/** EventBridge's calls on buses: the one that functions make, and the one of doctor. Every bus is there. There are no rules here: each event is passed to the cloud's listeners. */
export class EventBuses {
  readonly #sent: (event: SentEvent) => void;

  constructor(sent: (event: SentEvent) => void) {
    this.#sent = sent;
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    if (operation === "DescribeEventBus") {
      const { Name } = readInput(describeEventBus, input);
      return { Name, Arn: arn("events", `event-bus/${Name}`) };
    }
    if (operation !== "PutEvents") throw ServiceFailure.unknownOperation("EventBridge", operation);
    const { Entries } = readInput(putEvents, input);
    if (Entries.reduce((bytes, { Detail }) => bytes + Buffer.byteLength(Detail), 0) > LARGEST_EVENTS_BYTES) {
      throw new ServiceFailure(
        400,
        "ValidationException",
        "Total size of the entries in the request is over the limit.",
      );
    }
    const results = Entries.map((event) => this.#take(event));
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  }

  #take({ EventBusName: bus, Source: source, DetailType: detailType, Detail }: z.infer<typeof entry>) {
    const detail = parse(Detail);
    if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    this.#sent({ bus, source, detailType, detail });
    return { EventId: randomUUID() };
  }
}

/** A detail is a JSON object; undefined where it is none. */
function parse(detail: string): unknown {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(detail));
  } catch {
    return undefined;
  }
}
