import * as z from "zod/mini";
import { type Drop, INCOMING_PREFIX, versionOfEtag } from "../drops/drop.ts";
import { decodeKey } from "../drops/object-keys.ts";
import { redriveMessage } from "./redrive-message.ts";

/** A drop from an event of S3 or a redrive's message. */
export interface DropEvent {
  readonly drop: Drop;
  readonly bytes: number;
  /** When the object was created, in ISO 8601. */
  readonly droppedAt: string;
  /** S3's own order of the writes under one key, in hexadecimal; a redrive has none. */
  readonly sequencer?: string;
  /** Which attempt at the drop this is; 1 where it isn't given. */
  readonly attempt?: number;
  /** The attempt whose dataset is used; 1 where it isn't given. */
  readonly datasetAttempt?: number;
}

/** What a queue's message has. */
export interface DropMessage {
  readonly drops: readonly DropEvent[];
  /** The parts that could not be read, each with the reason. They do not affect the other drops. */
  readonly refused: readonly NotAnS3Event[];
}

/** What is not what S3 sends, nor a redrive's. Trying again won't help; the dead-letter queue keeps its message. */
export class NotAnS3Event extends Error {
  override readonly name = "NotAnS3Event";
}

const name = z.string().check(z.minLength(1));
/** A report says how long it took from here on. */
const time = z.iso.datetime({ offset: true });

const sequencer = z.optional(z.string());

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
const record = z.object({
  eventSource: z.literal("aws:s3"),
  eventName: z.string(),
  eventTime: time,
  s3: z.object({
    bucket: z.object({ name }),
    object: z.object({
      key: z.string(),
      size: z.optional(z.number().check(z.nonnegative())),
      eTag: z.optional(z.string()),
      sequencer,
      versionId: z.optional(z.nullable(z.string())),
    }),
  }),
});
const notification = z.object({ Records: z.array(z.unknown()) });

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
const eventBridgeEvent = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  time,
  detail: z.object({
    bucket: z.object({ name }),
    object: z.object({
      key: z.string(),
      size: z.optional(z.number().check(z.nonnegative())),
      etag: z.optional(z.string()),
      sequencer,
      "version-id": z.optional(z.nullable(z.string())),
    }),
  }),
});
const testEvent = z.object({ Event: z.literal("s3:TestEvent") });
const ours = z.object({ dropset: z.unknown() });

/**
 * Reads the drops from a queue message's body: as S3 sends them itself, by way of EventBridge, or a redrive's. S3's test
 * event, a console folder's placeholder and an object outside `incoming/` are no drops.
 */
export function readDropMessage(body: string): DropMessage {
  const drops: DropEvent[] = [];
  const refused: NotAnS3Event[] = [];
  for (const read of readersOf(body)) {
    try {
      drops.push(...read());
    } catch (error) {
      if (!(error instanceof NotAnS3Event)) throw error;
      refused.push(error);
    }
  }
  return { drops, refused };
}

/** One for each part of the message, so that one that can't be read leaves the others as they are. */
function readersOf(body: string): (() => DropEvent[])[] {
  const message = parse(body);
  if (message === undefined) return [() => notJson(body)];
  const { success, data } = notification.safeParse(message);
  if (!success) return [() => readWhole(message)];
  return data.Records.map((entry, index) => () => readRecord(entry, index));
}

/** A message about one thing. */
function readWhole(message: unknown): DropEvent[] {
  if (testEvent.safeParse(message).success) return [];
  if (ours.safeParse(message).success) return [readRedrive(message)];
  const bridged = eventBridgeEvent.safeParse(message);
  if (bridged.success) return readEventBridge(bridged.data);
  throw new NotAnS3Event(
    `The message is not an S3 event, which has Records or S3's detail: ${JSON.stringify(message).slice(0, 80)}`,
  );
}

function readRecord(entry: unknown, index: number): DropEvent[] {
  const read = record.safeParse(entry);
  if (!read.success) {
    throw new NotAnS3Event(`Record ${index} of the message is not S3's: ${z.prettifyError(read.error)}`);
  }
  if (!read.data.eventName.startsWith("ObjectCreated:")) return [];
  const event = readDropEvent(read.data);
  return isDrop(event) ? [event] : [];
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
  const { key, size = 0, etag, "version-id": version, sequencer } = detail.object;
  const drop = { bucket: detail.bucket.name, key, versionId: versionOf(version, etag) };
  const event = { drop, bytes: size, droppedAt: time, ...(sequencer !== undefined && { sequencer }) };
  return isDrop(event) ? [event] : [];
}

function readDropEvent({ eventTime, s3: { bucket, object } }: z.infer<typeof record>): DropEvent {
  const versionId = versionOf(object.versionId, object.eTag);
  return {
    drop: { bucket: bucket.name, key: keyOf(object.key), versionId },
    bytes: object.size ?? 0,
    droppedAt: eventTime,
    ...(object.sequencer !== undefined && { sequencer: object.sequencer }),
  };
}

/** Whether one write under a key came after another. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function isLaterWrite(sequencer: string, than: string): boolean {
  const length = Math.max(sequencer.length, than.length);
  return sequencer.toUpperCase().padEnd(length, "0") > than.toUpperCase().padEnd(length, "0");
}

function versionOf(versionId: string | null | undefined, etag: string | undefined): string {
  // A bucket whose versioning is suspended calls every object's version "null", the next one's too.
  if (versionId && versionId !== "null") return versionId;
  if (etag) return versionOfEtag(etag);
  throw new NotAnS3Event("The event names neither a version nor an ETag of its object.");
}

function isDrop({ drop: { key }, bytes }: DropEvent): boolean {
  const folderPlaceholder = key.endsWith("/") && bytes === 0;
  return key.startsWith(INCOMING_PREFIX) && !folderPlaceholder;
}

function keyOf(encoded: string): string {
  try {
    return decodeKey(encoded);
  } catch {
    throw new NotAnS3Event(`The event's key is not URL-encoded: ${JSON.stringify(encoded)}`);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function notJson(body: string): never {
  throw new NotAnS3Event(`The message is not JSON: ${JSON.stringify(body.slice(0, 80))}`);
}
