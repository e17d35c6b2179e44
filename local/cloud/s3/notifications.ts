import type { ServerResponse } from "node:http";
import { s3Errors } from "../../s3-protocol/s3-error.ts";
import { element, elements } from "../gateway/xml.ts";
import { type S3Answer, xmlAnswer } from "./answer.ts";
import { receiveText } from "./received-body.ts";
import type { S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";
import { childText, readXml, type XmlElement } from "./xml-reader.ts";

/** A queue that S3 notifies of new objects below a prefix. */
export interface QueueConfiguration {
  readonly id: string;
  readonly queueArn: string;
  readonly prefix: string;
}

/** Whom S3 notifies of a bucket's new objects. */
export interface NotificationConfiguration {
  readonly queues: readonly QueueConfiguration[];
  /** Whether EventBridge gets every event of the bucket. */
  readonly eventBridge: boolean;
}

export const NO_NOTIFICATIONS: NotificationConfiguration = { queues: [], eventBridge: false };

const CREATED = "s3:ObjectCreated:*";

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
export function getNotifications({ bucket }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  const { queues, eventBridge } = store.notifications.get(bucket) ?? NO_NOTIFICATIONS;
  return xmlAnswer("NotificationConfiguration", [
    ...queues.map(({ id, queueArn, prefix }) => {
      const rule = element("FilterRule", elements([element("Name", "prefix"), element("Value", prefix)]));
      const filter = element("Filter", element("S3Key", rule));
      return element(
        "QueueConfiguration",
        elements([element("Id", id), element("Queue", queueArn), element("Event", CREATED), filter]),
      );
    }),
    ...(eventBridge ? [element("EventBridgeConfiguration", "")] : []),
  ]);
}

/** Replaces the whole configuration, as S3 does. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export async function putNotifications(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  store.bucket(call.bucket);
  const document = readXml(await receiveText(call.request, response));
  if (document.name !== "NotificationConfiguration") throw s3Errors.malformedXml();
  const unknown = document.children.find(
    ({ name }) => name !== "QueueConfiguration" && name !== "EventBridgeConfiguration",
  );
  if (unknown) throw s3Errors.notImplemented(unknown.name);
  store.notifications.set(call.bucket, {
    queues: document.children.filter(({ name }) => name === "QueueConfiguration").map(readQueue),
    eventBridge: document.children.some(({ name }) => name === "EventBridgeConfiguration"),
  });
  return { status: 200 };
}

function readQueue(configuration: XmlElement, index: number): QueueConfiguration {
  const events = configuration.children.filter(({ name }) => name === "Event").map(({ text }) => text);
  if (events.join() !== CREATED) throw s3Errors.notImplemented(`Event ${events.join()}`);
  const queueArn = childText(configuration, "Queue");
  if (queueArn === undefined) throw s3Errors.malformedXml();
  const rules = (configuration.children.find(({ name }) => name === "Filter")?.children ?? []).flatMap(
    ({ children }) => children,
  );
  const prefixes = rules.map((rule) => {
    const name = childText(rule, "Name") ?? "";
    if (name.toLowerCase() !== "prefix") throw s3Errors.notImplemented(`FilterRule ${name}`);
    return childText(rule, "Value") ?? "";
  });
  return { id: childText(configuration, "Id") ?? `queue-${index + 1}`, queueArn, prefix: prefixes[0] ?? "" };
}
