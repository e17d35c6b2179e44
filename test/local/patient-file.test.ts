import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { explainSystemError } from "../../cli/terminal/system-error.ts";
import { ExecutionsStore } from "../../local/cloud/step-functions/executions-store.ts";
import { PatientFile } from "../../local/patient-file.ts";

let folder: string;
let failures: [path: string, why: string | undefined][];
const failed = (path: string, error: unknown) => failures.push([path, explainSystemError(error)]);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "patient-"));
  failures = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Linux's own full disk: each write to it fails with ENOSPC. */
async function fill(path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink("/dev/full", path);
}
const makeRoom = (path: string) => rm(path);
const wasReported = (path: string) => expect.poll(() => failures).toEqual([[path, "the disk is full"]]);

describe.runIf(process.platform === "linux")("on a disk that is full", () => {
  it("what is added to a file is kept and written, in its order, when there is space", async () => {
    const path = join(folder, "log");
    await fill(path);
    const file = new PatientFile(path, failed);
    file.add("one\n");
    await wasReported(path);
    file.add("two\n");
    await makeRoom(path);
    await expect.poll(() => readFile(path, "utf8").catch(() => "")).toBe("\none\ntwo\n");
    expect(failures).toHaveLength(1);
  });

  it("an execution's state is written when there is space", async () => {
    const store = await ExecutionsStore.open(folder, failed);
    const path = join(folder, "one.json");
    await fill(`${path}.part`);
    const record = { name: "one", stateMachineArn: "m", executionArn: "m:one", input: "{}", startDate: "", at: null };
    const saved = store.save({ ...record, status: "RUNNING" });
    await wasReported(path);
    await makeRoom(`${path}.part`);
    await saved;
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ name: "one", status: "RUNNING" });
  });
});
