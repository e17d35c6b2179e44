import type { SentEvent } from "./events/event-bus.ts";
import type { NotDelivered } from "./events/event-rules.ts";
import type { DeliveryFailure } from "./functions/event-source.ts";
import type { AwsCall } from "./gateway/aws-call.ts";
import type { ExecutionRecord } from "./step-functions/executions-store.ts";

/** The cloud's events. */
export interface CloudEvents {
  /** A function is invoked, by its step's name in the template, with its event. */
  invoked: [{ functionName: string; event: unknown }];
  /** It logged a line about a drop. */
  logged: [line: Readonly<Record<string, unknown>>];
  /** A message of its queue was not worked off. */
  ingestFailed: [MessageTrouble];
  executionEnded: [{ execution: ExecutionRecord }];
  /** An event was sent to a bus. */
  eventSent: [SentEvent];
  /** A rule could not deliver an event to its target. */
  eventNotDelivered: [NotDelivered];
  /** A function called a service. */
  called: [AwsCall];
}

export interface MessageTrouble extends Pick<DeliveryFailure, "body" | "error" | "receives"> {
  /** The number of receives before it moves to the dead-letter queue; null without one. */
  readonly mostReceives: number | null;
  /** When it is redelivered or moved there, in milliseconds since the epoch. */
  readonly againAt: number;
}
