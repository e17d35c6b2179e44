import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
// The package's own start listens on every interface, and its state cannot be kept without it.
import { PersistenceManager } from "../../../node_modules/fauxqs/dist/persistence.js";
import { S3Store } from "../../../node_modules/fauxqs/dist/s3/s3Store.js";
import { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import { ACCOUNT, arn, REGION } from "../arns.ts";
import { INNER_CLIENT } from "../gateway/inner-client.ts";
import { InnerAgent, innerSocket } from "../gateway/inner-socket.ts";
import type { Resources } from "../template/resources.ts";
import { UnconfirmedSnsStore } from "./unconfirmed-sns-store.ts";

/** SQS and SNS, as fauxqs has them. */
export interface Queues {
  /** Where they listen, past the gateway. */
  readonly socketPath: string;
  /** The cloud's own client of SQS. */
  readonly sqs: SQSClient;
  /** Creates the template's queues and topics, where they are not there already. @param endpoint the gateway's */
  create(resources: Resources, endpoint: string): void;
  has(queueName: string): boolean;
  /** @param attributes its message attributes, all of them strings */
  send(queueName: string, body: string, attributes?: Readonly<Record<string, string>>): void;
  /** A queue's attributes, and its messages as they are. */
  inspectQueue(queueName: string): ReturnType<SqsStore["inspectQueue"]>;
  stop(): Promise<void>;
}

/** @param folder the run's folder */
export async function startQueues(folder: string): Promise<Queues> {
  const socket = await innerSocket(folder, "queues");
  const persistence = new PersistenceManager(join(folder, "aws"));
  // As of all state: by default, each message that is sent, received or deleted waits for the disk.
  Object(persistence).db.exec("PRAGMA synchronous = NORMAL");
  const [sqsStore, snsStore] = [new SqsStore(), new UnconfirmedSnsStore()];
  persistence.loadSqsAndSns(sqsStore, snsStore);
  // After loading, so that loaded messages are not written again.
  sqsStore.persistence = persistence;
  snsStore.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;

  const stores = { sqsStore, snsStore, s3Store: new S3Store() };
  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  app.addHook("onClose", async () => persistence.close());
  await app.listen({ path: socket.path });
  const sqs = new SQSClient({ ...INNER_CLIENT, requestHandler: { httpAgent: new InnerAgent(socket.path) } });

  return {
    socketPath: socket.path,
    sqs,
    create(resources, endpoint) {
      for (const { name } of resources.ofType("AWS::SNS::Topic")) {
        snsStore.createTopic(name, undefined, undefined, REGION);
      }
      for (const { name, properties } of resources.ofType("AWS::SQS::Queue")) {
        // Creating the queue again would lose the messages that were loaded.
        if (sqsStore.getQueueByName(name)) continue;
        sqsStore.createQueue(name, `${endpoint}/${ACCOUNT}/${name}`, arn("sqs", name), queueAttributes(properties));
      }
    },
    has: (queueName) => sqsStore.getQueueByName(queueName) !== undefined,
    send(queueName, body, attributes = {}) {
      const queue = sqsStore.getQueueByName(queueName);
      if (!queue) throw new Error(`There is no queue ${queueName}.`);
      const typed = Object.entries(attributes).map(([name, value]) => [
        name,
        { DataType: "String", StringValue: value },
      ]);
      queue.enqueue(SqsStore.createMessage(body, Object.fromEntries(typed)));
    },
    inspectQueue: (queueName) => sqsStore.inspectQueue(queueName),
    async stop() {
      sqs.destroy();
      await app.close();
      await socket.remove();
    },
  };
}

function queueAttributes(properties: {
  VisibilityTimeout?: number | undefined;
  MessageRetentionPeriod?: number | undefined;
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
}): Record<string, string> {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = properties;
  return {
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout: String(VisibilityTimeout) }),
    ...(MessageRetentionPeriod !== undefined && { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
}
