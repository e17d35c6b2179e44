import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Server } from "./s3-server.ts";

let server: S3Server;

beforeAll(async () => {
  server = await S3Server.start();
});
afterAll(() => server.remove());

const QueueArn = "arn:aws:sqs:us-east-1:000000000000:queue";
const set = (Bucket: string, configuration: NotificationConfiguration) =>
  server.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }));
const get = async (Bucket: string) => {
  const { $metadata: _, ...found } = await server.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  return found;
};

describe("a bucket's notification configuration", () => {
  it("is empty at first, and each new one replaces it as a whole", async () => {
    const Bucket = server.bucket("notifying");
    expect(await get(Bucket)).toEqual({});
    const Filter = { Key: { FilterRules: [{ Name: "prefix" as const, Value: "in & out/" }] } };
    const queue = { Id: "one", QueueArn, Events: ["s3:ObjectCreated:*" as const], Filter };
    await set(Bucket, { QueueConfigurations: [queue], EventBridgeConfiguration: {} });
    expect(await get(Bucket)).toEqual({ QueueConfigurations: [queue], EventBridgeConfiguration: {} });
    await set(Bucket, {});
    expect(await get(Bucket)).toEqual({});
  });

  it.each([
    ["another event", { QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectRemoved:*"] }] }],
    ["a topic", { TopicConfigurations: [{ TopicArn: "arn:aws:sns:::t", Events: ["s3:ObjectCreated:*"] }] }],
    [
      "a suffix",
      {
        QueueConfigurations: [
          {
            QueueArn,
            Events: ["s3:ObjectCreated:*"],
            Filter: { Key: { FilterRules: [{ Name: "suffix", Value: ".csv" }] } },
          },
        ],
      },
    ],
  ] satisfies [string, NotificationConfiguration][])(
    "with %s is refused, and never ignored",
    async (_, configuration) => {
      const Bucket = server.bucket("refusing");
      await expect(set(Bucket, configuration)).rejects.toMatchObject({ name: "NotImplemented" });
      expect(await get(Bucket)).toEqual({});
    },
  );
});

it("a bucket stays in the region that it was created in", async () => {
  const Bucket = "in-ireland";
  const create = (LocationConstraint: "eu-west-1" | "eu-central-1") =>
    server.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  const region = async () => (await server.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion;
  await create("eu-west-1");
  await create("eu-central-1");
  expect(await region()).toBe("eu-west-1");
  const { LocationConstraint } = await server.s3.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint).toBe("eu-west-1");
  await server.s3.send(new DeleteBucketCommand({ Bucket }));
  await server.s3.send(new CreateBucketCommand({ Bucket }));
  expect(await region()).toBe("us-east-1");
});
