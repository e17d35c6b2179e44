import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CloudFaults, cloudFaultRules } from "../../../../local/cloud/faults/faults.ts";
import { type Pipeline, startPipeline } from "../../pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ pauseMs: 50 });
});
afterAll(() => pipeline.stop());
afterEach(() => pipeline.cloud.faults.clear());

const switches = (method: string, rules?: unknown) =>
  fetch(`${pipeline.cloud.endpoint}/_cloud/faults`, {
    method,
    ...(rules !== undefined && { body: JSON.stringify(rules) }),
  });

describe("the embedded cloud's faults", () => {
  it("are off by default, and are switched over HTTP", async () => {
    expect(await (await switches("GET")).json()).toEqual([]);
    const rule = { at: "dynamodb:PutItem", times: 1, fault: { kind: "throttle" } };
    expect(await (await switches("PUT", [rule])).json()).toEqual([{ rule, played: 0 }]);
    expect((await pipeline.drop("incoming/over-http.csv", "id,a\n1,x\n")).report.outcome).toBe("ready");
    expect(await (await switches("GET")).json()).toEqual([{ rule, played: 1 }]);
    expect(await (await switches("POST", [rule])).json()).toEqual([
      { rule, played: 1 },
      { rule, played: 0 },
    ]);
    expect(await (await switches("DELETE")).json()).toEqual([]);
    expect((await switches("PATCH")).status).toBe(405);
  });

  it.each([
    ["a call that is none", { at: "oops", fault: { kind: "kill", effect: "before" } }],
    ["a fault that is none", { at: "s3:PutObject", fault: { kind: "flood" } }],
    ["what can't happen there", { at: "lambda:Invoke", fault: { kind: "throttle" } }],
    ["an event that is kept from a call", { at: "dynamodb:PutItem", fault: { kind: "duplicate", copies: 1 } }],
    ["a field too many", { at: "s3:PutObject", when: "now", fault: { kind: "throttle" } }],
  ])("are refused by name, and nothing is switched, for %s", async (_, rule) => {
    const refused = await switches("PUT", [rule]);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ message: expect.stringMatching(/at|kind|fault|when/) });
    expect(pipeline.cloud.faults.list()).toEqual([]);
  });

  it("count calls, and apply as often as set", () => {
    const faults = new CloudFaults();
    const lose = { kind: "lose" } as const;
    faults.set([{ at: "sqs:DeleteMessage", about: "a.csv", after: 1, times: 2, fault: lose }]);
    const about = (text: string) =>
      faults.play({ at: "sqs:DeleteMessage", function: "Dropset-IngestFunction", about: text });
    expect([about("b.csv"), about("a.csv"), about("a.csv"), about("b.csv"), about("a.csv"), about("a.csv")]).toEqual([
      undefined,
      undefined,
      lose,
      undefined,
      lose,
      undefined,
    ]);
    expect(cloudFaultRules.safeParse(faults.list().map(({ rule }) => rule)).success).toBe(true);
  });

  it("end the one process that makes a call, and no other", async () => {
    const { faults } = pipeline.cloud;
    const kill = { kind: "kill", effect: "after" } as const;
    faults.set([
      { at: "dataset:uploadUrl", function: "Dropset-PublishUploadFunction", about: "killed", times: 1, fault: kill },
    ]);
    const uploads: string[] = [];
    pipeline.cloud.events.on("invoked", ({ functionName, event }) => {
      if (functionName === "Dropset-PublishUploadFunction") uploads.push(JSON.stringify(event));
    });
    const answers = await Promise.all(
      ["killed", "spared"].map((name) => pipeline.drop(`incoming/${name}.csv`, `id,a\n1,${name}\n`)),
    );
    expect(answers.map(({ report }) => report.outcome)).toEqual(["ready", "ready"]);
    expect(faults.list()).toMatchObject([{ played: 1 }]);
    const runs = (name: string) => uploads.filter((event) => event.includes(`${name}.csv`)).length;
    expect([runs("killed"), runs("spared")]).toEqual([2, 1]);
  });
});
