import { nameOfArn, REGION } from "../arns.ts";
import type { EventFaults } from "../faults/event-faults.ts";
import type { Queues } from "../queues/queues.ts";
import { NO_NOTIFICATIONS } from "../s3/notifications.ts";
import type { S3Store, WrittenObject } from "../s3/s3-store.ts";
import type { Resources } from "../template/resources.ts";
import type { EventRules } from "./event-rules.ts";
import { eventBridgeEvent, objectCreatedEvent } from "./s3-notifications.ts";

export interface ObjectEventsOptions {
  readonly s3: S3Store;
  readonly rules: EventRules;
  readonly queues: Queues;
  readonly faults: EventFaults;
}

/** Describes an object's event once, and returns what delivers it. */
type Route = (object: WrittenObject) => () => void;

/** Sends the events of new objects: by the bucket's notification configuration, and from there by EventBridge's rules. */
export class ObjectEvents {
  readonly #options: ObjectEventsOptions;

  constructor(options: ObjectEventsOptions) {
    this.#options = options;
  }

  /** Creates the buckets' configurations as the template has them. EventBridge is on for an existing bucket, as docs/deploy.md asks for. */
  configure(resources: Resources): void {
    const { s3, rules } = this.#options;
    for (const bucket of rules.buckets) s3.notifications.set(bucket, { queues: [], eventBridge: true });
    for (const { properties } of resources.ofType("Custom::S3BucketNotifications")) {
      const { QueueConfigurations } = properties.NotificationConfiguration;
      const queues = QueueConfigurations.map(({ QueueArn, Filter }, index) => ({
        id: `queue-${index + 1}`,
        queueArn: QueueArn,
        prefix: Filter.Key.FilterRules[0]?.Value ?? "",
      }));
      s3.notifications.set(properties.BucketName, { queues, eventBridge: false });
    }
  }

  /** Whether anybody gets the event of a new object under this key. */
  has(bucket: string, key: string): boolean {
    return this.#routes(bucket, key).length > 0;
  }

  /** @param sent called once the event is on its way */
  send(object: WrittenObject, sent: () => void): void {
    // A repeated event is the same event: its time and its sequencer are the first one's.
    const deliveries = this.#routes(object.bucket, object.key).map((route) => route(object));
    this.#options.faults.send(object.key, () => {
      for (const deliver of deliveries) deliver();
      sent();
    });
  }

  #routes(bucket: string, key: string): Route[] {
    const { s3, queues, rules } = this.#options;
    const configuration = s3.notifications.get(bucket) ?? NO_NOTIFICATIONS;
    // EventBridge passes a bucket's events on to the rules of its own region.
    const targets = configuration.eventBridge && s3.regionOf(bucket) === REGION ? rules.matching(bucket, key) : [];
    return [
      ...configuration.queues
        .filter(({ prefix }) => key.startsWith(prefix))
        .map(({ queueArn }): Route => {
          return (object) => {
            const body = JSON.stringify(objectCreatedEvent(object));
            return () => queues.send(nameOfArn(queueArn), body);
          };
        }),
      ...targets.map((target): Route => {
        return (object) => {
          const body = JSON.stringify(eventBridgeEvent(object));
          return () => rules.deliver(target, body);
        };
      }),
    ];
  }
}
