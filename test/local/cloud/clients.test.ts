import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pipeline, startPipeline } from "../pipeline.ts";

const run = promisify(execFile);
const BOTO3_CALLS = fileURLToPath(new URL("./boto3-calls.py", import.meta.url));

const canRun = (command: string, args: readonly string[]) =>
  run(command, args).then(
    () => true,
    () => false,
  );
const cli = await run("aws", ["--version"]).catch(() => undefined);
const hasCli = cli !== undefined;
const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(cli?.stdout ?? "") ?? [];
/** Before November 2023, the CLI called SQS by a protocol that the local run does not have. */
const callsSqs = hasCli && Number(minor) >= (major === "1" ? 30 : 14);
const hasBoto3 = await canRun("python3", ["-c", "import boto3"]);
if (!hasCli) console.warn("There is no AWS CLI here: the tests with it are left out.");
if (hasCli && !callsSqs) console.warn("The AWS CLI here is of 2023: it is not tested with SQS.");
if (!hasBoto3) console.warn("There is no Python with boto3 here: the tests with it are left out.");

describe.skipIf(!hasCli && !hasBoto3)("the gateway's address, for third-party clients,", () => {
  let pipeline: Pipeline;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    pipeline = await startPipeline();
    folder = await mkdtemp(join(tmpdir(), "clients-test-"));
    env = {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ENDPOINT_URL: pipeline.cloud.endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_MAX_ATTEMPTS: "1",
      BUCKET: pipeline.bucket,
    };
  });
  afterAll(async () => {
    await pipeline.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const aws = async (...args: string[]) =>
    (await run("aws", ["--endpoint-url", pipeline.cloud.endpoint, ...args], { env, maxBuffer: 1e8 })).stdout;
  const awsJson = async (...args: string[]) => JSON.parse((await aws(...args, "--output", "json")) || "null");
  const s3api = (operation: string, ...args: string[]) =>
    awsJson("s3api", operation, "--bucket", pipeline.bucket, ...args);
  const answered = async (key: string, versionId: string) =>
    pipeline.follower.answer({ bucket: pipeline.bucket, key, versionId });

  it.skipIf(!hasCli)("is S3: the CLI copies large files up and down, lists, syncs and removes", async () => {
    const file = join(folder, "large.bin");
    const content = Buffer.alloc(20 * 1024 * 1024, "0123456789abcdef\n");
    await writeFile(file, content);
    const url = `s3://${pipeline.bucket}/cli`;
    await aws("s3", "cp", file, `${url}/large.bin`, "--no-progress");
    await aws("s3", "cp", `${url}/large.bin`, `${url}/copied.bin`, "--no-progress");
    await aws("s3", "cp", `${url}/copied.bin`, join(folder, "back.bin"), "--no-progress");
    expect(Buffer.compare(await readFile(join(folder, "back.bin")), content)).toBe(0);

    for (const name of ["a b.txt", "+&=.txt", "é🎉.txt"]) await writeFile(join(folder, name), name);
    await aws("s3", "sync", folder, `${url}/synced`, "--exclude", "*.bin", "--no-progress");
    expect((await aws("s3", "ls", "--recursive", `${url}/synced`)).match(/\.txt$/gm)).toHaveLength(3);
    expect(await aws("s3", "sync", folder, `${url}/synced`, "--exclude", "*.bin", "--no-progress")).toBe("");
    await aws("s3", "rm", "--recursive", `${url}/synced`);
    await expect(aws("s3", "ls", `${url}/synced`)).rejects.toThrow();
  });

  it.skipIf(!hasCli)("is S3: the CLI lists keys with control characters, and every version of a key", async () => {
    const key = "odd/\u0001\u001b[31m\u202e.txt";
    await s3api("put-object", "--key", key);
    await s3api("put-object", "--key", key);
    await s3api("delete-object", "--key", key);
    const listed = await s3api("list-object-versions", "--prefix", "odd/", "--page-size", "1");
    expect(listed.Versions.map(({ Key }: { Key: string }) => Key)).toEqual([key, key]);
    expect(listed.DeleteMarkers).toHaveLength(1);
  });

  it.skipIf(!hasCli)("is S3: each copy by the CLI to the same key is a separate drop", async () => {
    const file = join(folder, "source.csv");
    await writeFile(file, "id,a\n1,x\n");
    await s3api("put-object", "--key", "elsewhere/source.csv", "--body", file);
    const copy = async () =>
      s3api("copy-object", "--key", "incoming/copied.csv", "--copy-source", `${pipeline.bucket}/elsewhere/source.csv`);
    const [first, second] = [await copy(), await copy()];
    expect(first.VersionId).not.toBe(second.VersionId);
    const answers = await Promise.all(
      [first, second].map(({ VersionId }) => answered("incoming/copied.csv", VersionId)),
    );
    expect(answers.map(({ report }) => report.outcome)).toEqual(["ready", "ready"]);
    expect(new Set(answers.map(({ report }) => report.dataset?.id)).size).toBe(2);
  });

  it.skipIf(!hasCli)("is S3: the CLI's presigned URL is valid until it expires", async () => {
    await s3api("put-object", "--key", "elsewhere/presigned.txt");
    const url = (
      await aws("s3", "presign", `s3://${pipeline.bucket}/elsewhere/presigned.txt`, "--expires-in", "3600")
    ).trim();
    expect((await fetch(url)).status).toBe(200);
    const late = url
      .replace(/Expires=\d+/, url.includes("X-Amz-Expires") ? "Expires=0" : "Expires=1")
      .replace(/X-Amz-Date=\d{4}/, "X-Amz-Date=2020");
    expect((await fetch(late)).status).toBe(403);
  });

  it.skipIf(!hasCli)("is every other service of the stack, to the CLI", async () => {
    const { outputs } = pipeline.cloud;
    const { Stacks } = await awsJson("cloudformation", "describe-stacks", "--stack-name", "Dropset");
    expect(Stacks[0].Outputs.length).toBe(Object.keys(outputs).length);
    const queueArn = outputs.DropQueueUrl?.replace(/^.*\/(\d+)\/(.*)$/, "arn:aws:sqs:us-east-1:$1:$2");
    const queue = ["--queue-url", outputs.DropQueueUrl ?? "", "--attribute-names", "All"];
    if (callsSqs) {
      expect((await awsJson("sqs", "get-queue-attributes", ...queue)).Attributes.QueueArn).toBe(queueArn);
    }
    const machine = ["--state-machine-arn", outputs.StateMachineArn ?? ""];
    expect((await awsJson("stepfunctions", "list-executions", ...machine)).executions).toBeInstanceOf(Array);
    expect((await awsJson("sns", "list-topics")).Topics).toContainEqual({ TopicArn: outputs.NoticesTopicArn });
    expect((await awsJson("dynamodb", "list-tables")).TableNames.length).toBeGreaterThan(0);
    const secret = ["--secret-id", outputs.TokenSecretArn ?? ""];
    expect((await awsJson("secretsmanager", "get-secret-value", ...secret)).SecretString).toBeTruthy();
  });

  it.skipIf(!hasBoto3)("is S3 to boto3, whose posted form is a drop", async () => {
    const { stdout } = await run("python3", [BOTO3_CALLS], { env });
    const { posted, ...said } = JSON.parse(stdout);
    expect(said).toEqual({
      conflict: [412, "PreconditionFailed"],
      gone: [404, "NoSuchKey"],
      range: "3456",
      keys: ["boto/\u0002x", "boto/a", "boto/b/"],
      transferred: true,
      versions: 3,
    });
    const { report } = await answered("incoming/posted.csv", posted);
    expect(report.outcome).toBe("ready");
  });
});
