import { isAccessDenied } from "../stack/explain-failure.ts";

/** All that dropset doctor may have to call, and on what. docs/deploy.md lists the same; a test compares both with its calls. */
export const PERMISSIONS = {
  "cloudformation:DescribeStacks": "the stack",
  "dynamodb:DescribeTable": "the ledger and the table of records",
  "events:DescribeEventBus": "with eventBusName: the bus",
  "events:DescribeRule": "with an existing bucket: the rule",
  "events:ListTargetsByRule": "with an existing bucket: the rule",
  "lambda:GetAccountSettings": "*",
  "lambda:GetFunctionConfiguration": "the ingest function",
  "lambda:ListEventSourceMappings": "*",
  "s3:GetBucketNotification": "the bucket",
  "s3:ListBucket": "the bucket",
  "secretsmanager:GetSecretValue": "the token's secret",
  "servicequotas:ListServiceQuotas": "*",
  "sns:ListSubscriptionsByTopic": "both topics",
  "sqs:GetQueueAttributes": "the queue and the dead-letter queue",
  "states:DescribeStateMachine": "the state machine",
} as const;

export type Action = keyof typeof PERMISSIONS;

/** The credentials lack a permission. */
export class PermissionMissing extends Error {
  override readonly name = "PermissionMissing";
  /** Such as `sqs:GetQueueAttributes`. */
  readonly action: string;

  constructor(action: string, cause: unknown) {
    super(`These credentials lack ${action}.`, { cause });
    this.action = action;
  }
}

/**
 * Makes a call that needs a permission.
 *
 * @throws {PermissionMissing} it was refused: `action` is what is missing, which is `kms:Decrypt` where it is the key's
 */
export async function ask<T>(action: Action, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    throw new PermissionMissing(missingOf(error) ?? action, error);
  }
}

/** The permission that AWS's message names, or says without its name; undefined if it is the call's own. */
function missingOf({ name, message }: Error): string | undefined {
  const [, named] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? [];
  // Secrets Manager only says "Access to KMS is not allowed", and Step Functions has an error for it.
  return named ?? (/\bKMS/i.test(`${name} ${message}`) ? "kms:Decrypt" : undefined);
}
