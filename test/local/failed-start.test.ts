import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startPipeline } from "./pipeline.ts";

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "dropset-start-"));
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true, force: true });
});

const listening = () => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;

it("a pipeline that cannot start leaves no folder and no service behind", async () => {
  const before = listening();
  await expect(startPipeline({ settings: { publish: { limitSeconds: -1 } } })).rejects.toThrow("publish.limitSeconds");
  expect(await readdir(temporary)).toEqual([]);
  expect(listening()).toBe(before);
});
