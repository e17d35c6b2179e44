import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { RECORD_INDEXES } from "../../../functions/drops/records/record-table.ts";
import { createTable } from "../../../local/cloud/dynamodb.ts";

const RECORD_ATTRIBUTES = new Set([
  "id",
  ...Object.values(RECORD_INDEXES).flatMap(({ partition, sort }) => [partition, sort]),
]);

/** DynamoDB in this process, with tables as the ledger's, and as the records'. */
export async function startTables() {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials });
  return {
    client,
    async create(name: string): Promise<string> {
      await createTable(client, {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      });
      return name;
    },
    async createRecords(name: string): Promise<string> {
      await createTable(client, {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [...RECORD_ATTRIBUTES].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: Object.entries(RECORD_INDEXES).map(([IndexName, { partition, sort }]) => ({
          IndexName,
          KeySchema: [
            { AttributeName: partition, KeyType: "HASH" },
            { AttributeName: sort, KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        })),
      });
      return name;
    },
    async close(): Promise<void> {
      client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
