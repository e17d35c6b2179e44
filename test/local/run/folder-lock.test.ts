import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockFolder } from "../../../local/run/folder-lock.ts";
import { startOf } from "../../../local/run/process-start.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const leaveLock = (content: unknown) => writeFile(join(folder, "lock"), JSON.stringify(content));
const readLock = async () => JSON.parse(await readFile(join(folder, "lock"), "utf8"));

it("a folder in use by another run is refused in one sentence, which does not ask to kill a process", async () => {
  const other = spawn("sleep", ["60"]);
  await once(other, "spawn");
  try {
    const pid = other.pid ?? 0;
    await leaveLock({ pid, started: await startOf(pid) });
    const refused = await lockFolder(folder).catch((error: Error) => error.message);
    expect(refused).toMatch(/^Another run of dropset uses .+\. Stop it first, or .+ with --folder\.$/);
    expect(refused).not.toMatch(/process|usage/i);
  } finally {
    other.kill();
  }
});

it.each([
  ["of a process id that another program has by now", { pid: 1, started: "an earlier start of the machine 7" }],
  ["of an earlier version, which kept the id alone", 1],
  ["of this process's own id, as a container's first process finds it", { pid: process.pid, started: "earlier 7" }],
  ["that was cut short", ""],
])("a lock %s is stale", async (_, content) => {
  await leaveLock(content);
  const unlock = await lockFolder(folder);
  expect(await readLock()).toEqual({ pid: process.pid, started: await startOf(process.pid) });
  await expect(lockFolder(folder)).rejects.toThrow(/Another run/);
  await unlock();
  await (await lockFolder(folder))();
});
