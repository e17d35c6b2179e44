import { ArnFormat, Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { type IPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { IConstruct } from "constructs";
import { INCOMING_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";
import { acknowledge } from "./acknowledge.ts";
import type { DropBucket } from "./drop-bucket.ts";
import type { DropsetFunction } from "./dropset-function.ts";

/** A service as the principal of a role's trust policy, for resources of this account alone (the confused deputy). */
export function serviceOfThisAccount(scope: IConstruct, service: string): IPrincipal {
  const { account } = Stack.of(scope);
  return new ServicePrincipal(service).withConditions({ StringEquals: { "aws:SourceAccount": account } });
}

// The CDK's own grants allow whole families of actions; these are the ones that are called, and no others.

/**
 * May read what was dropped, and learn that it is gone: without ListBucket, S3 says "forbidden" to that. Our own bucket's
 * drops are read by their version; somebody's bucket may keep none.
 */
export function allowReadingDrops(to: DropsetFunction, { bucket, alwaysVersioned }: DropBucket): void {
  const unversioned = alwaysVersioned ? [] : ["s3:GetObject"];
  allowObjects(to, [...unversioned, "s3:GetObjectVersion"], bucket, INCOMING_PREFIX);
  allow(to, ["s3:ListBucket"], bucket.bucketArn);
  allowKey(to, ["kms:Decrypt"], bucket.encryptionKey);
}

/**
 * May read the fixed files that are published in place of drops, by their versions where the bucket keeps some. Not only where
 * the settings fix files: executions that publish one go on when a deployment turns that off.
 */
export function allowReadingFixed(to: DropsetFunction, { bucket, alwaysVersioned }: DropBucket): void {
  const actions = alwaysVersioned ? ["s3:GetObjectVersion"] : ["s3:GetObject", "s3:GetObjectVersion"];
  allowObjects(to, actions, bucket, WORK_PREFIX);
}

/** May list the versions of what was dropped, which a folder's definition is found by, and no others of somebody's bucket. */
export function allowListingDropVersions(to: DropsetFunction, { bucket }: DropBucket): void {
  to.addToRolePolicy(
    new PolicyStatement({
      actions: ["s3:ListBucketVersions"],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { "s3:prefix": `${INCOMING_PREFIX}*` } },
    }),
  );
}

/** May read objects below a prefix. */
export function allowReading(to: DropsetFunction, bucket: IBucket, prefix: string): void {
  allowObjects(to, ["s3:GetObject"], bucket, prefix);
  allowKey(to, ["kms:Decrypt"], bucket.encryptionKey);
}

/** May write objects below a prefix. */
export function allowWriting(to: DropsetFunction, bucket: IBucket, prefix: string): void {
  allowObjects(to, ["s3:PutObject"], bucket, prefix);
  allowKey(to, ["kms:GenerateDataKey"], bucket.encryptionKey);
}

/** May write objects below a prefix, in parts too, of which S3 decrypts the first ones to put them together. */
export function allowUploading(to: DropsetFunction, bucket: IBucket, prefix: string): void {
  const actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
  allowObjects(to, actions, bucket, prefix);
  allowKey(to, ["kms:GenerateDataKey", "kms:Decrypt"], bucket.encryptionKey);
}

/** May read the token. */
export function allowToken(to: DropsetFunction, token: ISecret): void {
  allow(to, ["secretsmanager:GetSecretValue"], token.secretArn);
  allowKey(to, ["kms:Decrypt"], token.encryptionKey);
}

/** May publish to a topic, and have it encrypted with the stack's key where it has one. */
export function allowPublishing(to: DropsetFunction, topic: ITopic, key: IKey | undefined): void {
  allow(to, ["sns:Publish"], topic.topicArn);
  allowKey(to, ["kms:GenerateDataKey", "kms:Decrypt"], key);
}

/** May send events to a bus of this account. */
export function allowEvents(to: DropsetFunction, busName: string): void {
  const bus = Stack.of(to).formatArn({ service: "events", resource: "event-bus", resourceName: busName });
  allow(to, ["events:PutEvents"], bus);
}

/** What Lambda itself does with a queue, in the function's name. */
export function allowConsuming(to: DropsetFunction, queue: IQueue): void {
  allow(to, ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], queue.queueArn);
  allowKey(to, ["kms:Decrypt"], queue.encryptionMasterKey);
}

/** May send to a queue, and have it encrypted with the queue's key where it has one. */
export function allowSending(to: DropsetFunction, queue: IQueue): void {
  allow(to, ["sqs:SendMessage"], queue.queueArn);
  allowKey(to, ["kms:GenerateDataKey", "kms:Decrypt"], queue.encryptionMasterKey);
}

/** May ask how the state machine's executions ended. */
export function allowReadingExecutions(to: DropsetFunction, machine: StateMachine): void {
  const executions = Stack.of(machine).formatArn({
    service: "states",
    resource: "execution",
    resourceName: `${machine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allow(to, ["states:DescribeExecution"], executions);
  if (!to.role) return;
  acknowledge(to.role, {
    [`AwsSolutions-IAM5[Resource::${nagText(to, executions)}]`]: "Every attempt at a drop is an execution of its own",
  });
}

/** May make calls on a table, and have what they say encrypted with its key where it has one. */
export function allowTable(to: DropsetFunction, table: ITable, calls: string[]): void {
  allow(to, calls, table.tableArn);
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  const keyCalls = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"];
  allowKey(to, [...keyCalls, "kms:DescribeKey"], table.encryptionKey);
}

/** May use a KMS key, where there is one. */
function allowKey(to: DropsetFunction, actions: string[], key: IKey | undefined): void {
  if (key) allow(to, actions, key.keyArn);
}

export function allow(to: DropsetFunction, actions: string[], resource: string): void {
  to.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
}

function allowObjects(to: DropsetFunction, actions: string[], bucket: IBucket, prefix: string): void {
  const resource = bucket.arnForObjects(`${prefix}*`);
  allow(to, actions, resource);
  if (!to.role) return;
  acknowledge(to.role, {
    [`AwsSolutions-IAM5[Resource::${nagText(to, resource)}]`]: `Every drop is an object of its own below ${prefix}`,
  });
}

/** An ARN as cdk-nag writes it: references by their names in angle brackets. */
function nagText(scope: IConstruct, arn: string): string {
  const write = (part: unknown): string => {
    if (typeof part === "string") return part;
    if (typeof part !== "object" || part === null) return "";
    const [[name, value] = []] = Object.entries(part);
    if (name === "Fn::Join" && Array.isArray(value)) return value[1].map(write).join(value[0]);
    if (name === "Fn::GetAtt" && Array.isArray(value)) return `<${value.join(".")}>`;
    return name === "Ref" ? `<${value}>` : "";
  };
  return write(Stack.of(scope).resolve(arn));
}
