import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { dropClaims } from "./functions/left-behind.ts";
import { INNER_CLIENT } from "./gateway/inner-client.ts";
import { InnerAgent, innerSocket } from "./gateway/inner-socket.ts";
import { handOverWhole } from "./gateway/whole-requests.ts";
import type { PropertiesOf, Resources } from "./template/resources.ts";

/** DynamoDB, as dynalite has it. */
export interface DynamoDb {
  /** Where it listens, past the gateway. */
  readonly socketPath: string;
  createTables(resources: Resources): Promise<void>;
  stop(): Promise<void>;
}

/** As DynamoDB has it, and dynalite. */
const LONGEST_REQUEST_BYTES = 16 * 1024 ** 2;

/** @param folder the run's folder */
export async function startDynamoDb(folder: string): Promise<DynamoDb> {
  const path = join(folder, "dynamodb");
  await mkdir(path, { recursive: true });
  const socket = await innerSocket(folder, "dynamodb");
  const server = dynalite({ path, createTableMs: 0 });
  const allAnswered = handOverWhole(server, LONGEST_REQUEST_BYTES);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket.path, resolve);
  });
  return {
    socketPath: socket.path,
    createTables: (resources) => createTables(resources, socket.path),
    async stop() {
      await allAnswered();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await socket.remove();
    },
  };
}

async function createTables(resources: Resources, socketPath: string): Promise<void> {
  const httpAgent = new InnerAgent(socketPath);
  const client = new DynamoDBClient({ ...INNER_CLIENT, requestHandler: { httpAgent } });
  for (const { name, properties } of resources.ofType("AWS::DynamoDB::Table")) {
    const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = properties;
    const definition = { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema };
    try {
      await client.send(new DescribeTableCommand({ TableName: name }));
      if (mayHaveClaims(properties)) await dropClaims(name, client);
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await createTable(client, { TableName: name, ...definition });
    }
  }
  client.destroy();
}

/** Creates a table. Resolves when it can be used: as on AWS, that is a moment after the answer to its creation. */
export async function createTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  await client.send(new CreateTableCommand(input));
  const { TableName } = input;
  while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== "ACTIVE") {
    await setImmediate();
  }
}

/** Powertools looks its items up by `id` alone: in any other table, a `status` is not its claim. */
function mayHaveClaims({ KeySchema, GlobalSecondaryIndexes = [] }: PropertiesOf<"AWS::DynamoDB::Table">): boolean {
  const [key, ...more] = KeySchema;
  return key?.AttributeName === "id" && more.length === 0 && GlobalSecondaryIndexes.length === 0;
}
