import { RemovalPolicy } from "aws-cdk-lib";
import { type CfnSecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** Where the dataset service's token is kept. Made empty: one documented command fills it, and no template ever holds it. */
export class Token extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, "Secret", {
      description: "The dataset service's API token, read by dropset's functions",
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // The CDK would fill it with a random password, which the service would refuse without anyone seeing why.
    (this.secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
  }
}
