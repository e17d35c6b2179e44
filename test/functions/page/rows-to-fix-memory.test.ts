import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rows-to-fix-memory-"));
  // Bundled, as on Lambda: stripping types takes memory too.
  await build({
    entryPoints: [fileURLToPath(new URL("./rows-to-fix-in-child.ts", import.meta.url))],
    outfile: join(folder, "child.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("as many short rows as are kept leave room in a function of 512 MB", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "child.mjs")]);
  const { isCut, received, megabytes } = JSON.parse(stdout);
  expect(isCut).toBe(true);
  expect(received).toBeGreaterThan(19 * 1024 ** 2);
  expect(megabytes).toBeLessThan(280);
});
