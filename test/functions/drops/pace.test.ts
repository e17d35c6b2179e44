import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectPace } from "../../../functions/drops/pace.ts";

const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

async function emptyTable(name: string): Promise<string> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  return name;
}

it("lets a burst pass, and later drops only at the set rate", async () => {
  const options = { perMinute: 1200, atOnce: 5 };
  const table = await emptyTable("shared");
  const environments = [1, 2, 3].map(() => connectPace(table, client, options));
  const start = Date.now();
  const turns = await Promise.all(
    Array.from({ length: 25 }, async (_, index) => {
      const waited = await environments[index % 3]?.takeTurn();
      return { waited, after: Date.now() - start };
    }),
  );
  expect(turns.filter(({ waited }) => waited === 0).length).toBeGreaterThanOrEqual(5);
  // A turn is 50 ms; timers may be a millisecond early each.
  const order = turns.map(({ after }) => after).sort((a, b) => a - b);
  for (const [index, after] of order.entries()) expect(after).toBeGreaterThanOrEqual((index + 1 - 5) * 50 - 5);
});

it("does not delay after a pause, and does not save up unused turns", async () => {
  const pace = connectPace(await emptyTable("paused"), client, { perMinute: 60_000, atOnce: 1 });
  expect(await pace.takeTurn()).toBe(0);
  const before = Date.now();
  while (Date.now() - before < 20) await new Promise((resolve) => setImmediate(resolve));
  expect(await pace.takeTurn()).toBe(0);
});
