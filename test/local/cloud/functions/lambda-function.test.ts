import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LambdaFunctionOptions } from "../../../../local/cloud/functions/function-options.ts";
import { LambdaFunction } from "../../../../local/cloud/functions/lambda-function.ts";
import { PATIENCE_MS } from "../../../patience.ts";

const HANDLER = `
let invocations = 0;
let kept;
export const handler = async (event, context) => {
  invocations++;
  if (event.fail) throw Object.assign(new Error("It is broken."), { name: "BrokenThing" });
  if (event.hang) await new Promise(() => setInterval(() => {}, 1000));
  if (event.keep) kept = Buffer.alloc(event.keep, 1);
  if (event.exit) process.exit(1);
  if (event.put) {
    const { request } = await import("node:http");
    const put = request(event.put, { method: "PUT", headers: { expect: "100-continue", "content-length": 1 } });
    put.on("continue", () => put.end("x"));
    return await new Promise((resolve, reject) => put.on("response", (r) => resolve(r.statusCode)).on("error", reject));
  }
  if (event.fill) { const all = []; for (;;) all.push(Array.from({ length: 10_000 }, () => ({}))); }
  console.log("said " + event.say);
  return { invocations, setting: process.env.SETTING, left: context.getRemainingTimeInMillis(), name: context.functionName };
};`;

let folder: string;
const started: LambdaFunction[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-test-"));
  await writeFile(join(folder, "index.mjs"), HANDLER);
});
afterAll(async () => {
  await Promise.all(started.map((lambda) => lambda.stop()));
  await rm(folder, { recursive: true, force: true });
});

function start({ timeoutSeconds = 30, patienceMs }: Partial<LambdaFunctionOptions> = {}): LambdaFunction {
  const lambda = new LambdaFunction({
    name: "Test",
    bundle: join(folder, "index.mjs"),
    handler: "index.handler",
    compiled: join(folder, "compiled"),
    memoryMb: 64,
    timeoutSeconds,
    patienceMs,
    environment: { SETTING: "from the template" },
    logFile: join(folder, "test.log"),
  });
  started.push(lambda);
  return lambda;
}

describe("a function of the embedded cloud", () => {
  it("runs with its own environment and remaining time, and stays warm", async () => {
    const lambda = start();
    const first = await lambda.invoke({ say: "hello" });
    expect(first).toMatchObject({ invocations: 1, setting: "from the template", name: "Test" });
    expect(first).toHaveProperty("left", expect.any(Number));
    expect(await lambda.invoke({})).toMatchObject({ invocations: 2 });
    await expect.poll(() => readFile(join(folder, "test.log"), "utf8")).toContain("said hello");
  });

  it("keeps what an invocation has compiled for the next process, while it runs itself", async () => {
    await start().invoke({});
    const kept = () => readdir(join(folder, "compiled"), { recursive: true });
    await expect.poll(async () => (await kept()).length).toBeGreaterThan(0);
  });

  it("starts a new process after an invocation that left much in memory", async () => {
    const lambda = start();
    await lambda.invoke({ keep: 10e6 });
    expect(await lambda.invoke({ keep: 200e6 })).toMatchObject({ invocations: 2 });
    expect(await lambda.invoke({})).toMatchObject({ invocations: 1 });
  });

  it("runs one invocation at a time in each environment", async () => {
    const lambda = start({ patienceMs: 0 });
    const results = await Promise.all([lambda.invoke({}), lambda.invoke({}), lambda.invoke({})]);
    expect(results).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ invocations: 1 })));
  });

  it("runs short invocations in one environment, each after the other", async () => {
    const lambda = start({ patienceMs: PATIENCE_MS });
    const results = await Promise.all([lambda.invoke({}), lambda.invoke({}), lambda.invoke({})]);
    expect(results).toEqual([1, 2, 3].map((invocations) => expect.objectContaining({ invocations })));
  });

  it("starts another environment when no invocation ends for a while", async () => {
    const lambda = start({ patienceMs: 1 });
    const hanging = [lambda.invoke({ hang: true }), lambda.invoke({ hang: true })].map((one) => one.catch(() => {}));
    expect(await lambda.invoke({})).toMatchObject({ invocations: 1 });
    await lambda.kill();
    await Promise.all(hanging);
  });

  it("makes calls that wait for 100 Continue, as the SDK uploads what is large", async () => {
    const server = createServer((request, response) => request.resume().on("end", () => response.end()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = Object(server.address());
      expect(await start().invoke({ put: `http://127.0.0.1:${port}/` })).toBe(200);
    } finally {
      server.close();
    }
  });

  it("gives an error by its name, as Step Functions sees it", async () => {
    await expect(start().invoke({ fail: true })).rejects.toMatchObject({
      name: "BrokenThing",
      message: JSON.stringify({ errorType: "BrokenThing", errorMessage: "It is broken." }),
    });
  });

  it("is ended when its time is over, and the next invocation gets a new environment", async () => {
    const lambda = start({ timeoutSeconds: 1 });
    await lambda.invoke({});
    await expect(lambda.invoke({ hang: true })).rejects.toMatchObject({ name: "Sandbox.Timedout" });
    expect(await lambda.invoke({})).toMatchObject({ invocations: 1 });
  });

  it.each([
    ["ends itself", { exit: true }],
    ["fills its memory", { fill: true }],
  ])("fails, and nothing with it, when it %s", async (_, event) => {
    const lambda = start();
    await expect(lambda.invoke(event)).rejects.toMatchObject({ name: "Runtime.ExitError" });
    expect(await lambda.invoke({})).toMatchObject({ invocations: 1 });
  });

  it("starts nothing more once it is stopped: not for what waits, nor for what comes", async () => {
    const lambda = start();
    const underWay = Array.from({ length: 10 }, () => lambda.invoke({ hang: true }));
    const ends = Promise.allSettled(underWay);
    await lambda.stop();
    expect(await ends).toEqual(Array.from({ length: 10 }, () => expect.objectContaining({ status: "rejected" })));
    await expect(lambda.invoke({})).rejects.toMatchObject({ name: "Runtime.ExitError" });
  });

  it("can be killed in the middle of whatever it does", async () => {
    const lambda = start();
    await lambda.warm();
    const invocation = lambda.invoke({ hang: true });
    const failed = expect(invocation).rejects.toMatchObject({ name: "Runtime.ExitError" });
    await lambda.kill();
    await failed;
  });
});
