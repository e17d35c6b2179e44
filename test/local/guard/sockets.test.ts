import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { listeningSockets, processTree } from "./listening.ts";

const MAIN = fileURLToPath(new URL("../../../local/main.ts", import.meta.url));
const LOOPBACK = /^(127\.|::1$)/;
const isLinux = process.platform === "linux";

if (!isLinux) console.warn("Who listens where is read from /proc, which Linux has: the test of it is left out here.");

describe.skipIf(!isLinux)("a local run", () => {
  it("listens only on loopback, in all of its processes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dropset-sockets-test-"));
    const run = spawn(
      process.execPath,
      [
        MAIN,
        "--folder",
        join(folder, "state"),
        "--drop-folder",
        join(folder, "drop"),
        "--port",
        "0",
        "--web-port",
        "0",
      ],
      { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH } },
    );
    try {
      for await (const line of createInterface(run.stdout)) if (line.includes("READY")) break;
      const pids = await processTree(run.pid ?? 0);
      const sockets = await listeningSockets(pids);
      // The functions' processes are among them, and the gateway, the sandbox and the page.
      expect(pids.length).toBeGreaterThan(4);
      expect(sockets.length).toBeGreaterThanOrEqual(3);
      expect(sockets.filter(({ address }) => !LOOPBACK.test(address))).toEqual([]);
    } finally {
      run.kill("SIGTERM");
      if (run.exitCode === null) await once(run, "exit");
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("would be found out: a socket on every interface is seen", async () => {
    const open = createServer();
    await new Promise<void>((resolve) => open.listen(0, "0.0.0.0", resolve));
    const sockets = await listeningSockets([process.pid]);
    open.close();
    expect(sockets.filter(({ address }) => !LOOPBACK.test(address)).map(({ address }) => address)).toEqual(["0.0.0.0"]);
  });
});
