import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../local/sandbox/sandbox.ts";

const main = fileURLToPath(new URL("../../local/main.ts", import.meta.url));
let folder: string;
/** Those that a test started. */
let children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-ends-"));
  await writeFile(join(folder, "reviews.csv"), "id,a\n1,x\n");
});
afterEach(async () => {
  // An assertion may have failed before the test ended its run.
  await Promise.all(children.map(end));
  children = [];
  await rm(folder, { recursive: true, force: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function start(args: string[], service?: { url: string }) {
  const environment = service && { DATASET_API_URL: service.url, DATASET_API_TOKEN: "one", WORKSPACE_ID: "w" };
  const child = spawn(process.execPath, [main, "--port", "0", "--web-port", "0", ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

/** A port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = Object(server.address());
  server.close();
  await once(server, "close");
  return port;
}

async function run(args: string[], service: { url: string }) {
  const child = start(args, service);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { out, err, code };
}

describe("npm start -- FILE", () => {
  it("exits 1 with the reason if the service refuses the token, and the next start continues with the file", async () => {
    const service = await startSandbox({
      port: 0,
      folder: join(folder, "sandbox"),
      token: "another",
      processingMs: 10,
    });
    try {
      const { code, err } = await run(["reviews.csv"], service);
      expect(err).toMatch(
        /^\nreviews\.csv was not published: Could not create a dataset: .* 401.*\nRetrying cannot help\. /,
      );
      expect(code).toBe(1);
    } finally {
      await service.close();
    }
  });

  it("exits 1 with the reason if the service's host is unknown", async () => {
    // No name server knows a name with an empty part, and none is asked for it.
    const { code, err } = await run(["reviews.csv"], { url: "http://nowhere..invalid" });
    expect(err).toMatch(/^\nreviews\.csv was not published: .* at nowhere\.\.invalid got no answer \(ENOTFOUND\)\n/);
    expect(code).toBe(1);
  });

  it("shows why it waits if a retry may help, and when the next one is", async () => {
    const child = start(["reviews.csv"], { url: `http://127.0.0.1:${await closedPort()}` });
    let out = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    await expect
      .poll(() => out)
      .toMatch(
        /reviews\.csv +retrying +Could not create a dataset: .*\(ECONNREFUSED\)\n +attempt \d+ failed, next retry by \d\d:\d\d:\d\d/,
      );
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect(code).toBe(130);
  });
});

it("npm start exits quietly when its output pipe is closed, as by head", async () => {
  const child = start([]);
  const err = text(child.stderr);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code, signal] = await once(child, "exit");
  expect({ code, signal, err: await err }).toEqual({ code: 0, signal: null, err: "" });
});
