import { type RemovalPolicy, Stack } from "aws-cdk-lib";
import { TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Settings } from "./settings/settings.ts";

export interface EncryptionProps extends Pick<Settings, "kmsKey"> {
  readonly removalPolicy: RemovalPolicy;
}

/** The key for everything that is kept, where the settings ask for one; else AWS's own keys do. */
export class Encryption extends Construct {
  readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, { kmsKey, removalPolicy }: EncryptionProps) {
    super(scope, id);
    if (kmsKey === undefined) return;
    if (kmsKey !== "create") {
      // Its policy is its owner's; docs/deploy.md says what must stand there.
      this.key = Key.fromKeyArn(this, "Key", kmsKey);
      return;
    }
    const key = new Key(this, "Key", {
      description: "Encrypts what dropset keeps",
      enableKeyRotation: true,
      removalPolicy,
    });
    letServicesUse(key, Stack.of(this));
    this.key = key;
  }
}

/** The services that write on their own account: logs, alarms and events. Each for this account's resources alone. */
function letServicesUse(key: Key, { account, region, partition, urlSuffix }: Stack): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: "LogGroups",
      // In China, the service's name ends as its URLs do.
      principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      resources: ["*"],
      conditions: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
  // The state machine encrypts its log's lines by the key before they are delivered.
  // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: "LogDelivery",
      principals: [new ServicePrincipal("delivery.logs.amazonaws.com")],
      actions: ["kms:Decrypt*"],
      resources: ["*"],
      conditions: {
        StringEquals: { "kms:EncryptionContext:SourceArn": `arn:${partition}:logs:${region}:${account}:*` },
      },
    }),
  );
  for (const service of ["cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com"]) {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: `${service.split(".")[0]}ToQueuesAndTopics`,
        principals: [new ServicePrincipal(service)],
        actions: ["kms:GenerateDataKey*", "kms:Decrypt"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
    );
  }
}

/** How a table is encrypted: by the key, where there is one. */
export function tableEncryption(key: IKey | undefined) {
  if (!key) return { encryption: TableEncryption.AWS_MANAGED };
  return { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key };
}
