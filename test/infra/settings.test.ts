import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../infra/settings/settings.ts";
import { readStages } from "../../infra/stages.ts";
import { appWith } from "./stacks.ts";

const app = fileURLToPath(new URL("../../infra/app.ts", import.meta.url));
const typed = (type: string) => ({ schema: { fields: { q: { type } } } });

const inBucket = (name: string) => ({ existingBucket: { name } });

describe("the settings", () => {
  it("have a default for everything", () => {
    expect(readSettings({})).toMatchObject({
      datasetApiUrl: "https://api.prolific.com",
      workspaces: [],
      limits: { fileBytes: 5 * 1024 ** 3, dropsPerMinute: 60 },
      publish: { firstPollSeconds: 2, longestPollSeconds: 60, limitSeconds: 3600 },
      removal: "keep",
    });
  });

  it.each([
    ["publish.limitSeconds", { publish: { limitSeconds: -5 } }, "-5"],
    ["datasetApiUrl", { datasetApiUrl: "api.prolific.com" }, "api.prolific.com"],
    ["datasetApiUrl", { datasetApiUrl: "http://api.prolific.com" }, "An https URL, such as https://api.prolific.com"],
    ["folders.animals/", { folders: { "animals/": {} } }, 'without slashes at its ends (given: "animals/")'],
    ["folders.animals/.schema.fields.q.type", { folders: { "animals/": typed("txt") } }, '"txt" is not a type'],
    ["workspaces.0.id", { workspaces: [{ id: "a/b" }] }, "a/b"],
    ["defaultWorkspaceId", { workspaces: [{ id: "a" }, { id: "b" }], defaultWorkspaceId: "c" }, "a, b"],
    ["workspaces", { workspaces: [{ id: "a" }, { id: "b", prefix: "a" }] }, "a occurs twice"],
    ["noticeEmails.0", { noticeEmails: ["nobody"] }, "nobody"],
    ["severities.encodng", { severities: { encodng: "off" } }, "encodng"],
    ["severities.encoding", { severities: { encoding: "ignore" } }, '"off"'],
    ["limits.fileBytes", { limits: { fileBytes: 6 * 1024 ** 3 } }, "5368709120"],
    ["limits.dropsPerMinute", { limits: { dropsPerMinute: 1 } }, "ingest.maxConcurrency 5"],
    ["kmsKey", { kmsKey: "alias/mine" }, "alias/mine"],
    ["vpc.subnetIds", { vpc: { subnetIds: [], securityGroupIds: ["sg-0a1b2c3d"] } }, "[]"],
    ["vpc.securityGroupIds.0", { vpc: { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["default"] } }, "default"],
    ["retention.logDays", { retention: { logDays: 42 } }, "42"],
    ["ingest.maxConcurrency", { ingest: { maxConcurrency: 1 } }, ">=2"],
    ["existingBucket.name", { existingBucket: { name: "Not_A_Bucket" } }, "Not_A_Bucket"],
    ["removal", { removal: "retain" }, '"destroy"'],
    ["alarms.throttledCalls", { alarms: { throttledCalls: 0 } }, "0"],
  ])("stop the synthesis by the name of %s", (name, given, said) => {
    expect(() => readSettings(given)).toThrow(`dropset.${name}:`);
    expect(() => readSettings(given)).toThrow(said);
  });

  const workspaces = Array.from({ length: 46 }, (_, index) => ({
    id: `6278acb09062db3b35bcbe${index + 10}`,
    prefix: `team-${index + 10}`,
  }));

  it("fit into a function's environment, or name the longest of the lists in it", () => {
    const folder = { schema: { fields: { question: { type: "text" as const } } } };
    const folders = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`folder-${index}`, folder]));
    expect(readSettings({ workspaces }).workspaces).toHaveLength(46);
    expect(() => readSettings({ workspaces: [...workspaces, { id: "x".repeat(40) }, { id: "y".repeat(40) }] })).toThrow(
      /dropset\.workspaces: folders, workspaces and severities have 2\d{3} bytes of JSON/,
    );
    expect(() => readSettings({ workspaces: workspaces.slice(0, 20), folders })).toThrow(
      /dropset\.folders: .*_dataset\.json/,
    );
  });

  it("leave room for everything else in a function's environment", async () => {
    const { stacks } = await appWith({ Dropset: { workspaces } });
    const [stack] = stacks;
    const functions = stack ? Template.fromStack(stack).findResources("AWS::Lambda::Function") : {};
    expect(Object.keys(functions).length).toBeGreaterThan(4);
    for (const { Properties } of Object.values(functions)) {
      const variables = Object.entries(Properties.Environment?.Variables ?? {});
      // A reference becomes an ARN or a URL, which is longer than a name.
      const lengths = variables.map(([name, value]) => name.length + (typeof value === "string" ? value.length : 120));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(4096);
    }
  });

  it("may name a service on this machine without TLS", () => {
    for (const datasetApiUrl of ["http://localhost:8787", "http://127.0.0.1:8787", "http://[::1]:8787"]) {
      expect(readSettings({ datasetApiUrl })).toMatchObject({ datasetApiUrl });
    }
  });

  it("refuse a name that they don't know", () => {
    expect(() => readSettings({ defaultWorkspace: "x" })).toThrow(/defaultWorkspace/);
  });
});

describe("the stages", () => {
  it("are one stack where none are named", () => {
    expect(readStages({ defaultWorkspaceId: "w" })).toEqual([
      { stackName: "Dropset", settings: { defaultWorkspaceId: "w" } },
    ]);
  });

  it("are a stack each, with what they share laid under what is their own", () => {
    const stages = readStages({
      defaultWorkspaceId: "w",
      publish: { limitSeconds: 60, firstPollSeconds: 1 },
      stages: { test: { publish: { limitSeconds: 30 } }, live: { defaultWorkspaceId: "v" } },
    });
    expect(stages).toEqual([
      {
        stackName: "Dropset-test",
        settings: { defaultWorkspaceId: "w", publish: { limitSeconds: 30, firstPollSeconds: 1 } },
      },
      {
        stackName: "Dropset-live",
        settings: { defaultWorkspaceId: "v", publish: { limitSeconds: 60, firstPollSeconds: 1 } },
      },
    ]);
  });

  it("have a bucket each", () => {
    const existingBucket = { name: "their-bucket" };
    expect(() => readStages({ existingBucket, stages: { test: {}, live: {} } })).toThrow(
      /dropset\.existingBucket\.name: Each stage needs a bucket of its own \(given for several: "their-bucket"\)/,
    );
    expect(
      readStages({ existingBucket, stages: { test: { existingBucket: { name: "another" } }, live: {} } }),
    ).toHaveLength(2);
    expect(readStages({ existingBucket })).toHaveLength(1);
  });

  it("have names that a stack can have", () => {
    expect(() => readStages({ stages: { "a b": {} } })).toThrow(
      /^dropset's settings are invalid:\n {2}dropset\.stages\.a b: a letter, then letters, .* \(given: "a b"\)$/,
    );
  });

  it("have their mistakes named by the place in cdk.json, and shared ones once", () => {
    const shared = { removal: "retain", retention: { resultDay: 7 } };
    const retention = { resultDays: -1 };
    expect(() => readStages({ ...shared, stages: { test: {}, live: { retention } } })).toThrow(
      new RegExp(
        [
          /^dropset's settings are invalid:/,
          / {2}dropset\.removal: .* \(given: "retain"\)/,
          / {2}dropset\.retention\.resultDay: It cannot be set here: check the spelling, or remove it/,
          / {2}dropset\.stages\.live\.retention\.resultDays: .* \(given: -1\)$/,
        ]
          .map(({ source }) => source)
          .join("\n"),
      ),
    );
  });

  const keyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  it.each([
    [
      "what a stage's own group lacks",
      { stages: { test: {}, live: { existingBucket: { kmsKeyArn: keyArn } } } },
      ["stages.live.existingBucket.name"],
    ],
    [
      "what the shared group lacks",
      { existingBucket: { kmsKeyArn: keyArn }, stages: { test: {}, live: {} } },
      ["existingBucket.name"],
    ],
    [
      "a default or a shared value that does not go with what a stage sets",
      { publish: { longestPollSeconds: 5 }, stages: { test: {}, live: { publish: { limitSeconds: 86_400 } } } },
      ["stages.live.publish.longestPollSeconds"],
    ],
    [
      "a value of the same name in two stages, one of which shares it",
      { publish: { limitSeconds: -1 }, stages: { test: {}, live: { publish: { limitSeconds: -1 } } } },
      ["publish.limitSeconds", "stages.live.publish.limitSeconds"],
    ],
    [
      "unknown settings, shared and of a stage, in one group",
      { retention: { resultDay: 7 }, stages: { live: { retention: { logDay: 7, resultsDays: 7 } } } },
      ["retention.resultDay", "stages.live.retention.logDay", "stages.live.retention.resultsDays"],
    ],
    [
      "what a list of a stage lacks, and the shared one too",
      { workspaces: [{ prefix: "a" }], stages: { test: {}, live: { workspaces: [{ prefix: "b" }] } } },
      ["workspaces.0.id", "stages.live.workspaces.0.id"],
    ],
    [
      "one bucket of two stages",
      { stages: { test: { existingBucket: { name: "one" } }, live: { existingBucket: { name: "one" } } } },
      ["stages.test.existingBucket.name", "stages.live.existingBucket.name"],
    ],
    [
      "two buckets of two stages each",
      {
        stages: { a: inBucket("one"), b: inBucket("two"), c: inBucket("one"), d: inBucket("two"), e: inBucket("3rd") },
      },
      ["a", "b", "c", "d"].map((stage) => `stages.${stage}.existingBucket.name`),
    ],
    ["stages of which there are none", { stages: {} }, ["stages"]],
  ])("have the own place named of %s", (_, given, places) => {
    let message = "";
    try {
      readStages(given);
    } catch (error) {
      message = String(error);
    }
    expect([...message.matchAll(/^ {2}dropset\.(\S+): /gm)].map(([, place]) => place)).toEqual(places);
  });
});

describe("the app", () => {
  it("prints the mistakes in its settings and nothing else", async () => {
    const context = { dropset: { retention: { logDays: 42 } } };
    const child = spawn(process.execPath, [app], {
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect(code).toBe(1);
    expect(err).toMatch(/^dropset's settings are invalid:\n {2}dropset\.retention\.logDays: .* \(given: 42\)\n$/);
  });
});
