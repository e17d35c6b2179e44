import type { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type CfnSecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

export interface TokenProps {
  readonly key: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Where the dataset service's token is kept. Made empty: one documented command fills it, and no template ever holds it. */
export class Token extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { key, removalPolicy }: TokenProps) {
    super(scope, id);
    this.secret = new Secret(this, "Secret", {
      description: "The dataset service's API token, read by dropset's functions",
      ...(key && { encryptionKey: key }),
      removalPolicy,
    });
    // The CDK would fill it with a random password, which the service would refuse without anyone seeing why.
    (this.secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
    acknowledge(this.secret, {
      "AwsSolutions-SMG4":
        "The dataset service has no call that renews a token; a person stores a new one, which is read at once",
    });
  }
}
