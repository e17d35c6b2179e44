import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FUNCTIONS } from "./cases.ts";

const main = fileURLToPath(new URL("../../../local/main.ts", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-killed-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A whole run in its own process. @param until stops it with SIGHUP, as closing the terminal does */
async function run(args: readonly string[], until?: RegExp) {
  const child = spawn(process.execPath, [main, "--port", "0", "--web-port", "0", ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (until?.test(out)) child.kill("SIGHUP");
  });
  return new Promise<{ code: number | null; signal: string | null; out: string }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, out })),
  );
}

it("a drop ends READY though the run is killed five times in the middle of its ingest, and uses up no tries", async () => {
  await mkdir(join(folder, ".dropset"), { recursive: true });
  // Not the first run: the examples are not dropped.
  await writeFile(join(folder, ".dropset", "watched.json"), "{}");
  await mkdir(join(folder, "drop"));
  await writeFile(join(folder, "drop", "killed.csv"), "id,a\n1,x\n");
  // Both claims are in the ledger, and nothing else is done.
  const crash = { at: "dynamodb:PutItem", function: FUNCTIONS.ingest, after: 1, times: 1 };
  const faults = join(folder, "faults.json");
  await writeFile(faults, JSON.stringify({ cloud: [{ ...crash, fault: { kind: "crash", effect: "after" } }] }));

  for (let kills = 0; kills < 5; kills++) expect((await run(["--faults", faults])).signal).toBe("SIGKILL");
  const last = await run([], /killed\.csv +(READY|rejected|failed|stopped)/);

  expect(last.out).toMatch(/killed\.csv +READY/);
  expect(last.code).toBe(0);
  expect(await readdir(join(folder, ".dropset"))).not.toContain("lock");
  const log = await readFile(join(folder, ".dropset", "logs", `${FUNCTIONS.ingest}.log`), "utf8");
  expect(log).not.toContain('"level":"ERROR"');
});
