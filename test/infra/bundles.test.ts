import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { bundleFunctions } from "../../infra/bundle-functions.ts";
import { bundleOf, type Step } from "../../infra/bundles.ts";

beforeAll(() => bundleFunctions());

/** The clients that each function may contain. */
const CLIENTS: Record<Step, string[]> = {
  ingest: ["client-dynamodb", "client-s3", "client-secrets-manager", "client-sfn", "client-sqs"],
  upload: ["client-s3", "client-secrets-manager"],
  poll: ["client-secrets-manager"],
  report: ["client-eventbridge", "client-s3", "client-sns"],
};
const STEPS = Object.entries(CLIENTS) as [Step, string[]][];

it.each(STEPS)("%s bundles the clients that it uses, and no others", async (step, clients) => {
  const { sources } = JSON.parse(await readFile(join(bundleOf(step), "index.mjs.map"), "utf8")) as {
    sources: string[];
  };
  const bundled = sources.flatMap((source) => source.match(/@aws-sdk\/(client-[a-z0-9-]+)\//)?.[1] ?? []);
  expect([...new Set(bundled)].sort()).toEqual(clients);
  expect(sources.some((source) => source.includes("/csv-parse/"))).toBe(step === "ingest");
});

/** In bytes. Of report's, EventBridge's client is a tenth. */
const LARGEST: Record<Step, number> = { ingest: 565_000, upload: 350_000, poll: 230_000, report: 395_000 };

it.each(STEPS)("%s stays small, since its size is a part of every cold start", async (step) => {
  const { size } = await stat(join(bundleOf(step), "index.mjs"));
  expect(size).toBeLessThan(LARGEST[step]);
});
