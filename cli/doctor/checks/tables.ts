import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Stack } from "../../stack/connect.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether the ledger's table can be used. */
export function checkLedger({ stack }: Deployment): Promise<Finding[]> {
  return checkTable(stack, "LedgerTableName");
}

/** Whether the table of records can be used: without it, nobody sees how far a drop is. */
export function checkRecords({ stack }: Deployment): Promise<Finding[]> {
  return checkTable(stack, "RecordsTableName");
}

async function checkTable(stack: Stack, output: string): Promise<Finding[]> {
  const TableName = stack.output(output);
  const client = new DynamoDBClient(stack.clientSettings);
  try {
    const { Table } = await ask("dynamodb:DescribeTable", () => client.send(new DescribeTableCommand({ TableName })));
    const status = Table?.TableStatus;
    if (status === "ACTIVE" || status === "UPDATING") return [ok(`${TableName} is active.`)];
    return [wrong(`${TableName} is ${status}.`, "Wait until it is active, and look at it in the DynamoDB console.")];
  } catch (error) {
    if (isMissing(error)) return [missing(`The table ${TableName}`)];
    throw error;
  } finally {
    client.destroy();
  }
}
