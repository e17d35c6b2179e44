import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundleOf, type Step } from "../../infra/bundles.ts";

/** The clients that each function may contain. */
const CLIENTS: Record<Step, string[]> = {
  ingest: ["client-dynamodb", "client-s3", "client-secrets-manager", "client-sfn", "client-sqs"],
  upload: ["client-dynamodb", "client-s3", "client-secrets-manager"],
  poll: ["client-dynamodb", "client-secrets-manager"],
  refused: ["client-dynamodb", "client-s3", "client-secrets-manager"],
  report: ["client-dynamodb", "client-eventbridge", "client-s3", "client-sns"],
  page: ["client-dynamodb", "client-s3", "client-sqs"],
};
const STEPS = Object.entries(CLIENTS) as [Step, string[]][];

async function sourcesOf(step: Step, files: readonly string[]): Promise<string[]> {
  const maps = files.map(async (file) => JSON.parse(await readFile(join(bundleOf(step), `${file}.map`), "utf8")));
  return (await Promise.all(maps)).flatMap(({ sources }: { sources: string[] }) => sources);
}

it.each(STEPS)("%s bundles the clients that it uses, and no others", async (step, clients) => {
  const files = (await readdir(bundleOf(step))).filter((name) => name.endsWith(".mjs"));
  const sources = await sourcesOf(step, files);
  const names = sources.flatMap((source) => source.match(/@aws-sdk\/(client-[a-z0-9-]+)\//)?.[1] ?? []);
  expect([...new Set(names)].sort()).toEqual(clients);
  expect(sources.some((source) => source.includes("/csv-parse/"))).toBe(["ingest", "refused", "page"].includes(step));
});

it("what fixes files is only loaded for a file that needs it", async () => {
  const atStart = await sourcesOf("ingest", ["index.mjs"]);
  expect(atStart.filter((source) => /\/(?:chardet|@e965|fflate|numfmt)\/|\/fix\/plan-fix/.test(source))).toEqual([]);
});

/**
 * In bytes. DynamoDB's client, which writes records, is 27 kB of each; of report's, EventBridge's is a tenth; of page's, what it
 * shows of files is a third.
 */
const LARGEST: Record<Step, number> = {
  ingest: 752_000,
  upload: 381_000,
  poll: 265_000,
  refused: 425_000,
  report: 445_000,
  page: 612_000,
};

it.each(STEPS)("%s stays small, since its size is a part of every cold start", async (step) => {
  const { size } = await stat(join(bundleOf(step), "index.mjs"));
  expect(size).toBeLessThan(LARGEST[step]);
});
