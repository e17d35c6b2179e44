import { join } from "node:path";
import type { NotWritten } from "../patient-file.ts";
import { type DynamoDb, startDynamoDb } from "./dynamodb.ts";
import { type Queues, startQueues } from "./queues/queues.ts";
import { S3Store } from "./s3/s3-store.ts";
import { ExecutionsStore } from "./step-functions/executions-store.ts";

/** What holds the cloud's state. */
export interface Stores {
  readonly s3: S3Store;
  readonly queues: Queues;
  readonly dynamodb: DynamoDb;
  readonly executions: ExecutionsStore;
}

export async function openStores(folder: string, notWritten: NotWritten | undefined): Promise<Stores> {
  const [s3, queues, dynamodb, executions] = await Promise.all([
    S3Store.open(join(folder, "s3")),
    startQueues(folder),
    startDynamoDb(folder),
    ExecutionsStore.open(join(folder, "executions"), notWritten),
  ]);
  return { s3, queues, dynamodb, executions };
}

export async function closeStores({ s3, queues, dynamodb }: Stores): Promise<void> {
  await Promise.all([queues.stop(), dynamodb.stop()]);
  s3.close();
}
