import type { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { tableEncryption } from "./encryption.ts";

export interface LedgerProps {
  readonly key: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Remembers what was done for each drop, so that it is done once. The attributes' names are Powertools'. */
export class Ledger extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, removalPolicy }: LedgerProps) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: { name: "id", type: AttributeType.STRING },
      timeToLiveAttribute: "expiration",
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Without it, a redelivered event would create a second dataset.
      removalPolicy,
    });
  }
}
