import { randomUUID } from "node:crypto";
import { ACCOUNT, REGION } from "../arns.ts";
import type { WrittenObject } from "../s3/s3-store.ts";

/** When an object was written, before and after all others: S3's `sequencer`. */
let sequence = 0n;

function nextSequencer(): string {
  sequence = BigInt(Date.now()) << 16n > sequence ? BigInt(Date.now()) << 16n : sequence + 1n;
  return sequence.toString(16).toUpperCase().padStart(16, "0");
}

/**
 * The event that S3 sends for a new object.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectCreatedEvent(object: WrittenObject) {
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: REGION,
        eventTime: new Date().toISOString(),
        eventName: `ObjectCreated:${object.how}`,
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: object.bucket, arn: `arn:aws:s3:::${object.bucket}` },
          object: {
            key: encodeKey(object.key),
            size: object.bytes,
            eTag: object.etag,
            ...(object.versionId !== undefined && { versionId: object.versionId }),
            sequencer: nextSequencer(),
          },
        },
      },
    ],
  };
}

/**
 * The same from EventBridge, where keys are not encoded.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function eventBridgeEvent(object: WrittenObject) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Object Created",
    source: "aws.s3",
    account: ACCOUNT,
    time: new Date().toISOString(),
    region: REGION,
    resources: [`arn:aws:s3:::${object.bucket}`],
    detail: {
      version: "0",
      bucket: { name: object.bucket },
      object: {
        key: object.key,
        size: object.bytes,
        etag: object.etag,
        ...(object.versionId !== undefined && { "version-id": object.versionId }),
        sequencer: nextSequencer(),
      },
      reason: object.how === "Put" ? "PutObject" : object.how === "Copy" ? "CopyObject" : object.how,
    },
  };
}

/** As HTML forms do, but for the slashes. */
function encodeKey(key: string): string {
  return new URLSearchParams({ k: key }).toString().slice(2).replaceAll("%2F", "/");
}
