import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Drop } from "../../functions/drops/drop.ts";
import { dropset } from "../cli/dropset.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ settings: { existingBucket: { name: "their-bucket" } } });
});
afterAll(() => pipeline.stop());
afterEach(() => {
  pipeline.sandbox.faults.clear();
  pipeline.cloud.faults.clear();
});

const FILE = "id,a\n1,x\n";
const datasetsNamed = (name: string) => pipeline.sandbox.datasets().filter((dataset) => dataset.name === name);

/** Puts the same bytes under a key and waits until an execution of that key has ended, whichever attempt's it is. */
async function dropAndEnd(key: string): Promise<Drop> {
  const ended = new Promise<void>((resolve) => {
    const listen = ({ execution }: { execution: { input: string } }) => {
      if (JSON.parse(execution.input).drop.key !== key) return;
      pipeline.cloud.events.off("executionEnded", listen);
      resolve();
    };
    pipeline.cloud.events.on("executionEnded", listen);
  });
  const drop = await pipeline.put(key, FILE);
  await ended;
  return drop;
}

/** Resolves when an event of this key was found to be done, or to be under way. */
function duplicate(key: string): Promise<void> {
  return new Promise((resolve) => {
    pipeline.cloud.events.on("logged", ({ message, drop }) => {
      if (message === "Duplicate event" && Object(drop).key === key) resolve();
    });
  });
}

async function outcomeOf(drop: Drop): Promise<string> {
  return (await pipeline.follower.answer(drop)).report.outcome;
}

describe("in a bucket without versions, the same bytes under the same name", () => {
  it("are a new attempt, with a dataset of its own, after each one that failed", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", times: 2, fault: { kind: "processing", ends: "error" } }]);
    const first = await dropAndEnd("incoming/failed.csv");
    expect(await outcomeOf(first)).toBe("failed");
    expect(await outcomeOf(await dropAndEnd("incoming/failed.csv"))).toBe("failed");

    const last = await dropAndEnd("incoming/failed.csv");
    expect(last).toEqual(first);
    expect(await outcomeOf(last)).toBe("ready");
    expect(
      datasetsNamed("failed")
        .map(({ status }) => status)
        .sort(),
    ).toEqual(["ERROR", "ERROR", "READY"]);
  });

  it("that push uploads again get the result of their own attempt", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dropset-push-"));
    const file = join(folder, "pushed.csv");
    await writeFile(file, FILE);
    pipeline.sandbox.faults.set([{ call: "upload", times: 1, fault: { kind: "processing", ends: "error" } }]);
    expect((await dropset(pipeline, "push", file)).code).toBe(1);
    const again = await dropset(pipeline, "push", file);
    expect(again.out).toMatch(/pushed\.csv +READY/);
    expect(again.code).toBe(0);
    await rm(folder, { recursive: true });
  });

  it("are a new attempt after one that was rejected for its workspace", async () => {
    pipeline.sandbox.faults.set([{ call: "create", workspace: "later", fault: { kind: "status", status: 404 } }]);
    expect(await outcomeOf(await dropAndEnd("incoming/later/reach.csv"))).toBe("rejected");
    pipeline.sandbox.faults.clear();
    expect(await outcomeOf(await dropAndEnd("incoming/later/reach.csv"))).toBe("ready");
  });

  it("keep their dataset where it became READY", async () => {
    const drop = await dropAndEnd("incoming/kept.csv");
    expect(await outcomeOf(drop)).toBe("ready");
    const done = duplicate("incoming/kept.csv");
    await pipeline.put("incoming/kept.csv", FILE);
    await done;
    expect(datasetsNamed("kept")).toHaveLength(1);
  });

  it("are no new attempt where only the event is repeated", async () => {
    pipeline.sandbox.faults.set([{ call: "create", times: 1, fault: { kind: "status", status: 422 } }]);
    pipeline.cloud.faults.set([{ at: "s3:ObjectCreated", times: 1, fault: { kind: "duplicate", copies: 1 } }]);
    const done = duplicate("incoming/repeated.csv");
    const drop = await pipeline.put("incoming/repeated.csv", FILE);
    await done;
    expect(await outcomeOf(drop)).toBe("failed");
    expect(datasetsNamed("repeated")).toHaveLength(0);
  });
});
