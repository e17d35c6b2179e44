import { Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  type BucketNotificationDestinationConfig,
  BucketNotificationDestinationType,
  type IBucket,
  type IBucketNotificationDestination,
} from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/**
 * A queue as the destination of a bucket's events: this bucket of this account may send to it, and nobody else.
 *
 * CDK's own `SqsDestination` names no account, and writes the bucket into the policy of the queue's key, which makes a
 * circle where the same key encrypts the bucket. Here the key lets S3 in for the whole account.
 */
export class QueueDestination implements IBucketNotificationDestination {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  bind(_scope: Construct, bucket: IBucket): BucketNotificationDestinationConfig {
    const { policyDependable } = this.#queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [this.#queue.queueArn],
        conditions: {
          ArnEquals: { "aws:SourceArn": bucket.bucketArn },
          StringEquals: { "aws:SourceAccount": Stack.of(this.#queue).account },
        },
      }),
    );
    return {
      arn: this.#queue.queueArn,
      type: BucketNotificationDestinationType.QUEUE,
      // S3 sends a test message when the queue is configured, and refuses a queue that it may not send to.
      ...(policyDependable && { dependencies: [policyDependable] }),
    };
  }
}
