import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { INCOMING_PREFIX } from "../functions/drops/drop.ts";
import type { DropsetFunction } from "./dropset-function.ts";

// The CDK's own grants allow whole families of actions; these are the ones that are called, and no others.

/** May read what was dropped, by version too, and learn that it is gone: without ListBucket, S3 says "forbidden" to that. */
export function allowReadingDrops(to: DropsetFunction, bucket: IBucket): void {
  allow(to, ["s3:GetObject", "s3:GetObjectVersion"], bucket.arnForObjects(`${INCOMING_PREFIX}*`));
  allow(to, ["s3:ListBucket"], bucket.bucketArn);
}

/** May read objects below a prefix. */
export function allowReading(to: DropsetFunction, bucket: IBucket, prefix: string): void {
  allow(to, ["s3:GetObject"], bucket.arnForObjects(`${prefix}*`));
}

/** May write objects below a prefix. */
export function allowWriting(to: DropsetFunction, bucket: IBucket, prefix: string): void {
  allow(to, ["s3:PutObject"], bucket.arnForObjects(`${prefix}*`));
}

/** May read the token. */
export function allowToken(to: DropsetFunction, token: ISecret): void {
  allow(to, ["secretsmanager:GetSecretValue"], token.secretArn);
}

export function allow(to: DropsetFunction, actions: string[], resource: string): void {
  to.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
}
