import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
let received = 0;
const server = createServer((request, response) => {
  received = 0;
  request.on("data", (data: Buffer) => {
    received += data.length;
  });
  request.on("end", () => response.end());
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "upload-memory-"));
  // Bundled, as on Lambda: stripping types takes memory too.
  await build({
    entryPoints: [fileURLToPath(new URL("./upload-in-child.ts", import.meta.url))],
    outfile: join(folder, "child.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([1, 1000])("an upload of %d MB stays within 128 MiB of memory", async (megabytes) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    // As the template has it for the function.
    "--max-semi-space-size=1",
    join(folder, "child.mjs"),
    url,
    String(megabytes),
  ]);
  expect(received).toBe(megabytes * 1024 * 1024);
  expect(Number(stdout)).toBeLessThan(128);
});
