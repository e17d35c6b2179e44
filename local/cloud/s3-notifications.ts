import { nameOfArn, REGION } from "./arns.ts";
import type { PropertiesOf } from "./resources.ts";
import type { WrittenObject } from "./s3-front.ts";

/** One rule of a bucket's notification configuration. */
export interface NotificationRule {
  readonly bucket: string;
  readonly prefix: string;
  readonly queueName: string;
}

export function rulesOf(properties: PropertiesOf<"Custom::S3BucketNotifications">): NotificationRule[] {
  return properties.NotificationConfiguration.QueueConfigurations.map(({ QueueArn, Filter }) => ({
    bucket: properties.BucketName,
    prefix: Filter.Key.FilterRules[0]?.Value ?? "",
    queueName: nameOfArn(QueueArn),
  }));
}

let sequence = 0n;

/**
 * The event that S3 sends for a new object.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectCreatedEvent(object: WrittenObject) {
  sequence = BigInt(Date.now()) << 16n > sequence ? BigInt(Date.now()) << 16n : sequence + 1n;
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
            sequencer: sequence.toString(16).toUpperCase().padStart(16, "0"),
          },
        },
      },
    ],
  };
}

/** As HTML forms do, but for the slashes. */
function encodeKey(key: string): string {
  return new URLSearchParams({ k: key }).toString().slice(2).replaceAll("%2F", "/");
}
