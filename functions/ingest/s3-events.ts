import * as z from "zod/mini";
import { type Drop, INCOMING_PREFIX, versionOfEtag } from "../drops/drop.ts";
import { redriveMessage } from "./redrive-message.ts";

/** A drop, as S3's event tells of it, or a redrive's message. */
export interface DropEvent {
  readonly drop: Drop;
  readonly bytes: number;
  /** When the object was created, in ISO 8601. */
  readonly droppedAt: string;
  /** Which attempt at the drop this is; 1 where it isn't given. */
  readonly attempt?: number;
  /** The attempt whose dataset is used; 1 where it isn't given. */
  readonly datasetAttempt?: number;
}

/** A message that is not what S3 sends, nor a redrive's. Trying again won't help; the dead-letter queue keeps it. */
export class NotAnS3Event extends Error {
  override readonly name = "NotAnS3Event";
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
const record = z.object({
  eventSource: z.literal("aws:s3"),
  eventName: z.string(),
  eventTime: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.optional(z.number()),
      eTag: z.optional(z.string()),
      versionId: z.optional(z.nullable(z.string())),
    }),
  }),
});
const notification = z.object({ Records: z.array(record) });

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
const eventBridgeEvent = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.optional(z.number()),
      etag: z.optional(z.string()),
      "version-id": z.optional(z.nullable(z.string())),
    }),
  }),
});
const testEvent = z.object({ Event: z.literal("s3:TestEvent") });
const ours = z.object({ dropset: z.unknown() });

/**
 * Reads the drops from a queue message's body: as S3 sends them itself, by way of EventBridge, or a redrive's. S3's test
 * event, a console folder's placeholder and an object outside `incoming/` are no drops.
 *
 * @throws {NotAnS3Event}
 */
export function readDropEvents(body: string): DropEvent[] {
  const message = parse(body);
  if (testEvent.safeParse(message).success) return [];
  if (ours.safeParse(message).success) return [readRedrive(message)];

  const bridged = eventBridgeEvent.safeParse(message);
  if (bridged.success) return readEventBridge(bridged.data);

  const read = notification.safeParse(message);
  if (!read.success) throw new NotAnS3Event(`The message is not an S3 event: ${z.prettifyError(read.error)}`);
  return read.data.Records.flatMap((entry) => {
    if (!entry.eventName.startsWith("ObjectCreated:")) return [];
    const event = readDropEvent(entry);
    return isDrop(event) ? [event] : [];
  });
}

function readRedrive(message: unknown): DropEvent {
  const read = redriveMessage.safeParse(message);
  if (!read.success) throw new NotAnS3Event(`The message is no redrive: ${z.prettifyError(read.error)}`);
  const { dropset: _, ...event } = read.data;
  return event;
}

/** By way of EventBridge, keys come as they are. */
function readEventBridge({ "detail-type": what, time, detail }: z.infer<typeof eventBridgeEvent>): DropEvent[] {
  if (what !== "Object Created") return [];
  const { key, size = 0, etag, "version-id": version } = detail.object;
  const drop = { bucket: detail.bucket.name, key, versionId: versionOf(version, etag) };
  const event = { drop, bytes: size, droppedAt: time };
  return isDrop(event) ? [event] : [];
}

function readDropEvent({ eventTime, s3: { bucket, object } }: z.infer<typeof record>): DropEvent {
  const versionId = versionOf(object.versionId, object.eTag);
  return {
    drop: { bucket: bucket.name, key: decodeKey(object.key), versionId },
    bytes: object.size ?? 0,
    droppedAt: eventTime,
  };
}

function versionOf(versionId: string | null | undefined, etag: string | undefined): string {
  if (versionId) return versionId;
  if (etag) return versionOfEtag(etag);
  throw new NotAnS3Event("The event names neither a version nor an ETag of its object.");
}

function isDrop({ drop: { key }, bytes }: DropEvent): boolean {
  const folderPlaceholder = key.endsWith("/") && bytes === 0;
  return key.startsWith(INCOMING_PREFIX) && !folderPlaceholder;
}

/** S3 encodes keys in events as HTML forms do: spaces as `+`, the rest in percent. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    throw new NotAnS3Event(`The event's key is not URL-encoded: ${JSON.stringify(key)}`);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new NotAnS3Event(`The message is not JSON: ${JSON.stringify(body.slice(0, 80))}`);
  }
}
