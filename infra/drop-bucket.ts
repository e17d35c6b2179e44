import { CfnResource, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  EventType,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { INCOMING_PREFIX, RESULTS_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";
import { acknowledge } from "./acknowledge.ts";
import { QueueDestination } from "./queue-destination.ts";
import type { Settings } from "./settings/settings.ts";

export interface DropBucketProps {
  readonly key: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
  readonly settings: Settings;
}

/** Where people drop their files, and where the answers are written. Every version is kept, so that nothing dropped is lost. */
export class DropBucket extends Construct {
  readonly bucket: IBucket;
  /** undefined where it is somebody's. */
  readonly #own: Bucket | undefined;
  /** Whether every drop has a version; of somebody's bucket that isn't known. */
  readonly alwaysVersioned: boolean;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, { key, removalPolicy, settings }: DropBucketProps) {
    super(scope, id);
    this.#key = key;
    const { existingBucket } = settings;
    this.alwaysVersioned = existingBucket === undefined;
    if (existingBucket) {
      const { name, kmsKeyArn } = existingBucket;
      this.bucket = Bucket.fromBucketAttributes(this, "Bucket", {
        bucketName: name,
        ...(kmsKeyArn && { encryptionKey: Key.fromKeyArn(this, "BucketKey", kmsKeyArn) }),
      });
      return;
    }

    const bucket = new Bucket(this, "Bucket", {
      versioned: true,
      ...(key
        ? // With a bucket key, KMS is asked once for many objects: a hundredth of the calls and of their cost.
          { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy,
      lifecycleRules: lifecycle(settings),
    });
    acknowledge(bucket, {
      "AwsSolutions-S1":
        "Access logs want a bucket of the account's own choosing; CloudTrail's data events have the same",
    });
    this.bucket = bucket;
    this.#own = bucket;
  }

  /** Lets browsers send requests that were signed for them. An existing bucket's rules stay its owner's, who adds this one. */
  allowBrowsers(rule: CorsRule): void {
    this.#own?.addCorsRule(rule);
  }

  /**
   * Tells `queue` of every object below `incoming/`, whatever its ending: a wrong file type deserves an answer too. An
   * existing bucket's notifications may be somebody else's, so that one is heard by way of EventBridge: what this cannot
   * deliver, and does not retry, goes to `deadLetters`.
   *
   * @returns the rule of an existing bucket
   */
  notify({ queue, deadLetters }: { queue: Queue; deadLetters: Queue }, settings: Settings): Rule | undefined {
    const { existingBucket } = settings;
    if (!existingBucket) {
      this.bucket.addEventNotification(EventType.OBJECT_CREATED, new QueueDestination(queue), {
        prefix: INCOMING_PREFIX,
      });
      ownHandler(Stack.of(this), settings, this.#key);
      return undefined;
    }
    return new Rule(this, "Dropped", {
      description: "Sends an event to dropset for every object below incoming/",
      eventPattern: {
        source: ["aws.s3"],
        detailType: ["Object Created"],
        detail: { bucket: { name: [existingBucket.name] }, object: { key: [{ prefix: INCOMING_PREFIX }] } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
  }
}

/**
 * CDK sets a bucket's notifications by a function of its own, one for a stack, since CloudFormation can't without a circle.
 * Left to itself, its log would be kept for ever, and outlive the stack; and its role would name no account.
 */
function ownHandler(stack: Stack, { retention }: Settings, key: IKey | undefined): void {
  const handler = stack.node.findAll().find(({ node }) => node.id.startsWith("BucketNotificationsHandler"));
  const lambda = handler?.node.tryFindChild("Resource");
  const role = handler?.node.tryFindChild("Role")?.node.defaultChild;
  if (!handler || !CfnResource.isCfnResource(lambda) || !CfnResource.isCfnResource(role)) return;
  // Several of our constructs may be in one stack, and share it.
  if (handler.node.tryFindChild("Log")) return;

  const log = new LogGroup(handler, "Log", {
    retention: retention.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key && { encryptionKey: key }),
  });
  lambda.addPropertyOverride("LoggingConfig", { LogGroup: log.logGroupName });
  const ofThisAccount = { StringEquals: { "aws:SourceAccount": stack.account } };
  role.addPropertyOverride("AssumeRolePolicyDocument.Statement.0.Condition", ofThisAccount);
  acknowledge(handler, {
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
      "CDK's own function, which writes its log by AWS's policy for that",
    "AwsSolutions-IAM5[Resource::*]":
      "CDK's own function, which runs at deployments alone, for any bucket of the stack",
    "AwsSolutions-L1": "CDK's own function; its runtime comes with the CDK's version",
  });
}

function lifecycle({ retention }: Settings): LifecycleRule[] {
  const noncurrentVersionExpiration = Duration.days(retention.oldVersionDays);
  return [
    {
      id: "dropped",
      prefix: INCOMING_PREFIX,
      noncurrentVersionExpiration,
      ...(retention.droppedDays !== undefined && { expiration: Duration.days(retention.droppedDays) }),
    },
    {
      id: "results",
      prefix: RESULTS_PREFIX,
      noncurrentVersionExpiration,
      expiration: Duration.days(retention.resultDays),
    },
    // An execution ends within a day; a month leaves time to look into one that didn't.
    {
      id: "work",
      prefix: WORK_PREFIX,
      expiration: Duration.days(30),
      noncurrentVersionExpiration: Duration.days(1),
    },
    { id: "unfinished-uploads", abortIncompleteMultipartUploadAfter: Duration.days(7) },
  ];
}
