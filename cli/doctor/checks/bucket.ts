import {
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import { INCOMING_PREFIX } from "../../../functions/drops/prefixes.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether the bucket is where the stack is, and reports new files. */
export async function checkBucket(deployment: Deployment): Promise<Finding[]> {
  const { stack, region } = deployment;
  const Bucket = stack.bucket;
  try {
    const { BucketRegion = region } = await ask("s3:ListBucket", () =>
      stack.s3.send(new HeadBucketCommand({ Bucket })),
    );
    if (BucketRegion !== region) {
      return [
        wrong(
          `${Bucket} is in ${BucketRegion}, but the stack is in ${region}, where its events do not arrive.`,
          `Deploy the stack in ${BucketRegion}.`,
        ),
      ];
    }
    const configuration = await ask("s3:GetBucketNotification", () =>
      stack.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
    );
    // Only a stack with an existing bucket has a rule.
    return [
      stack.find("DropRuleName") === undefined ? ownBucket(deployment, configuration) : theirs(Bucket, configuration),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The bucket ${Bucket}`)];
    throw error;
  }
}

function ownBucket(
  { stack, queueArn }: Deployment,
  configuration: GetBucketNotificationConfigurationCommandOutput,
): Finding {
  const notifies = configuration.QueueConfigurations?.some(({ QueueArn, Events = [], Filter }) => {
    const rules = Filter?.Key?.FilterRules ?? [];
    const prefix = rules.find(({ Name }) => Name?.toLowerCase() === "prefix")?.Value ?? "";
    const isWhole = INCOMING_PREFIX.startsWith(prefix) && !rules.some(({ Name }) => Name?.toLowerCase() === "suffix");
    return QueueArn === queueArn && Events.includes("s3:ObjectCreated:*") && isWhole;
  });
  if (notifies) return ok(`${stack.bucket} notifies the queue of files below ${INCOMING_PREFIX}.`);
  return wrong(
    `${stack.bucket} does not notify the queue of files below ${INCOMING_PREFIX}.`,
    `Add to its notifications: s3:ObjectCreated:*, prefix ${INCOMING_PREFIX}, to ${queueArn}.`,
  );
}

function theirs(
  bucket: string,
  { EventBridgeConfiguration }: GetBucketNotificationConfigurationCommandOutput,
): Finding {
  if (EventBridgeConfiguration) return ok(`${bucket} sends its events to EventBridge.`);
  return wrong(
    `${bucket} does not send its events to EventBridge.`,
    "Turn EventBridge on for the bucket: docs/deploy.md, An existing bucket.",
  );
}
