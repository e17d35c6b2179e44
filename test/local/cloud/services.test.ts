import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pipeline, startPipeline, TOKEN } from "../pipeline.ts";

let pipeline: Pipeline;
let sfn: SFNClient;

beforeAll(async () => {
  pipeline = await startPipeline();
  sfn = new SFNClient(pipeline.cloud.clientSettings);
});
afterAll(async () => {
  sfn.destroy();
  await pipeline.stop();
});

describe("the embedded S3", () => {
  const put = async (Key: string, Body: string) => {
    const { VersionId } = await pipeline.s3.send(new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body }));
    return VersionId;
  };
  const get = async (Key: string, VersionId?: string) => {
    const object = await pipeline.s3.send(
      new GetObjectCommand({ Bucket: pipeline.bucket, Key, ...(VersionId && { VersionId }) }),
    );
    return { text: await object.Body?.transformToString(), version: object.VersionId, metadata: object.Metadata };
  };

  it("keeps every version of an object that is written again, and of one that is deleted", async () => {
    const key = "elsewhere/a b+ü.txt";
    const first = await put(key, "one");
    const second = await put(key, "two");
    expect(first).not.toBe(second);
    expect(await get(key)).toEqual({ text: "two", version: second, metadata: {} });
    expect(await get(key, first)).toEqual({ text: "one", version: first, metadata: {} });

    await pipeline.s3.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key }));
    await expect(get(key)).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(await get(key, second)).toMatchObject({ text: "two" });

    await pipeline.s3.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key, VersionId: second }));
    await expect(get(key, second)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it("refuses a single PUT that is too large for it, and says what to do", async () => {
    await expect(put("elsewhere/large", "x".repeat(12 * 1024 * 1024))).rejects.toMatchObject({
      name: "EntityTooLarge",
      message: expect.stringContaining("in parts"),
    });
  });

  it("answers for an object that isn't there", async () => {
    const head = pipeline.s3.send(new HeadObjectCommand({ Bucket: pipeline.bucket, Key: "nothing" }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});

describe("the embedded Step Functions", () => {
  // A rejected drop without a work record: the report can't be made, and is tried again for a while.
  const input = JSON.stringify({ verdict: "rejected" });
  const start = (name: string, text = input) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn: pipeline.cloud.outputs.StateMachineArn, name, input: text }));

  it("starts a name once: the same input while it runs is the same execution, anything else is refused", async () => {
    // At once: with this input it fails in a few milliseconds, and then no longer runs.
    const [first, second] = await Promise.all([start("once"), start("once")]);
    expect(second.executionArn).toBe(first.executionArn);
    await expect(start("once", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });

    const { report } = await pipeline.drop("incoming/ended.csv", "id,a\n1,x\n");
    expect(report.outcome).toBe("ready");
    const { executionArn = "" } = await start("ended-by-hand", "{}");
    await expect
      .poll(async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status, { timeout: 20_000 })
      .toBe("FAILED");
    await expect(start("ended-by-hand", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  it("refuses a name that the service would", async () => {
    await expect(start("not a name")).rejects.toMatchObject({ name: "InvalidName" });
  });
});

describe("the embedded Secrets Manager", () => {
  it("gives the token to whoever names its secret, and says so where there is none", async () => {
    const client = new SecretsManagerClient(pipeline.cloud.clientSettings);
    const read = (SecretId: string | undefined) => client.send(new GetSecretValueCommand({ SecretId }));
    expect((await read(pipeline.cloud.outputs.TokenSecretArn)).SecretString).toBe(TOKEN);
    await expect(read("nothing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    client.destroy();
  });
});
