import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DynamoDb, startDynamoDb } from "../../../local/cloud/dynamodb.ts";
import { INNER_CLIENT } from "../../../local/cloud/gateway/inner-client.ts";
import { InnerAgent } from "../../../local/cloud/gateway/inner-socket.ts";
import { resourcesOf } from "./fragment.ts";

const resources = resourcesOf((stack) => {
  const table = (id: string) =>
    new Table(stack, id, {
      partitionKey: { name: "id", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
    });
  table("Ledger");
  table("Records").addGlobalSecondaryIndex({
    indexName: "by-workspace",
    partitionKey: { name: "workspace", type: AttributeType.STRING },
    sortKey: { name: "startedAt", type: AttributeType.STRING },
  });
});

let folder: string;
let dynamodb: DynamoDb;
let client: DynamoDBClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dynamodb-test-"));
  await start();
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  dynamodb = await startDynamoDb(folder);
  await dynamodb.createTables(resources);
  client = new DynamoDBClient({
    ...INNER_CLIENT,
    requestHandler: { httpAgent: new InnerAgent(dynamodb.socketPath) },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await dynamodb.stop();
}

const put = (TableName: string, item: Record<string, string>) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }])),
    }),
  );
const newest = async () => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: "Test-Records",
      IndexName: "by-workspace",
      KeyConditionExpression: "workspace = :workspace",
      ExpressionAttributeValues: { ":workspace": { S: "w" } },
      ScanIndexForward: false,
    }),
  );
  return Items.map(({ id, status }) => [id?.S, status?.S]);
};

describe("a table of the embedded DynamoDB", () => {
  it("is queried by its indexes, with all attributes, and is still there after a restart", async () => {
    await put("Test-Records", { id: "a", workspace: "w", startedAt: "2026-01-01", status: "first" });
    await put("Test-Records", { id: "b", workspace: "w", startedAt: "2026-01-02", status: "second" });
    await put("Test-Records", { id: "c", workspace: "other", startedAt: "2026-01-03", status: "third" });
    const expected = [
      ["b", "second"],
      ["a", "first"],
    ];
    expect(await newest()).toEqual(expected);
    await stop();
    await start();
    expect(await newest()).toEqual(expected);
  });

  it("loses the claims of functions that are gone at a start, and no other table loses items that look alike", async () => {
    const claim = { id: "a", workspace: "w", startedAt: "2026-01-01", status: "INPROGRESS" };
    await put("Test-Ledger", claim);
    await put("Test-Records", claim);
    await stop();
    await start();
    const { Item } = await client.send(new GetItemCommand({ TableName: "Test-Ledger", Key: { id: { S: "a" } } }));
    expect(Item).toBeUndefined();
    expect(await newest()).toEqual([["a", "INPROGRESS"]]);
  });
});

// What dynalite threw in these cases ended the whole run: Vitest reports it as unhandled.
describe("the embedded DynamoDB goes on", () => {
  const HEAD = [
    "POST / HTTP/1.1",
    "Host: dynamodb",
    "X-Amz-Target: DynamoDB_20120810.PutItem",
    "Content-Type: application/x-amz-json-1.0",
    "Content-Length: 1000",
  ].join("\r\n");

  it("when a caller hangs up in the middle of a request", async () => {
    const caller = connect(dynamodb.socketPath);
    caller.end(`${HEAD}\r\n\r\n{"TableName":`);
    await once(caller.resume(), "close");
    await put("Test-Records", { id: "a", workspace: "w", startedAt: "2026-01-01", status: "first" });
    expect(await newest()).toEqual([["a", "first"]]);
  });

  it("until every request is answered that it has when it is stopped", async () => {
    const text = "x".repeat(1000);
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        put("Test-Records", { id: `${index}`, workspace: "w", startedAt: `${index}`, status: text }),
      ),
    );
    const answers = Promise.allSettled(Array.from({ length: 20 }, newest));
    await sleep(10);
    await stop();
    await start();
    await answers;
    expect(await newest()).toHaveLength(200);
  });

  it("with a refusal of a request that is too long", async () => {
    const long = put("Test-Records", { id: "a", workspace: "x".repeat(17 * 1024 ** 2) });
    await expect(long).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
    await put("Test-Records", { id: "a", workspace: "w", startedAt: "2026-01-01", status: "first" });
  });
});
