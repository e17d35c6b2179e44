import type { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { RECORD_EXPIRY, RECORD_INDEXES } from "../functions/drops/records/record-table.ts";
import type { DropsetFunction } from "./dropset-function.ts";
import { tableEncryption } from "./encryption.ts";
import { allowTable } from "./grants.ts";

export interface RecordsProps {
  readonly key: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Where functions write records. */
export interface WrittenRecords {
  readonly table: ITable;
  /** How long a record is kept, in days: as long as the report. */
  readonly keptDays: number;
}

/** What a function that writes records has in its environment. */
export function recordsEnvironment({ table, keptDays }: WrittenRecords): Record<string, string> {
  return { RECORDS_TABLE: table.tableName, RECORD_DAYS: String(keptDays) };
}

/** May write records. */
export function allowRecording(to: DropsetFunction, { table }: WrittenRecords): void {
  allowTable(to, table, ["dynamodb:UpdateItem"]);
}

/** How far each drop is, for the page and the command line. Nothing is decided by it. */
export class Records extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, removalPolicy }: RecordsProps) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: { name: "id", type: AttributeType.STRING },
      timeToLiveAttribute: RECORD_EXPIRY,
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    for (const [indexName, { partition, sort }] of Object.entries(RECORD_INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: sort, type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
  }
}
