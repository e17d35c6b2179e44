import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const FUNCTIONS = "functions/ imports nothing but functions/";
const HANDLER = "A step imports no handler";
const CLOUD = "Only local/ knows the embedded cloud";
const TESTS = "Nothing but tests imports from test/";

const FORBIDDEN = [
  ["functions/ingest/planted-1.ts", "../../local/cloud/arns.ts", FUNCTIONS],
  ["functions/validation/rules/planted-2.ts", "../../../cli/terminal/paint.ts", FUNCTIONS],
  ["functions/report/html/planted-3.tsx", "../../../page/client/drops.ts", FUNCTIONS],
  ["functions/page/planted-15.ts", "../../page/build-client.ts", FUNCTIONS],
  ["functions/ingest/handler.ts", "../../infra/settings/settings.ts", FUNCTIONS],
  ["functions/ingest/planted-4.ts", "./handler.ts", HANDLER],
  ["functions/drops/planted-5.ts", "../ingest/handler.ts", HANDLER],
  ["cli/push/planted-6.ts", "../../local/cloud/cloud.ts", CLOUD],
  ["page/server/planted-7.ts", "../../local/run/drop-follower.ts", CLOUD],
  ["page/client/planted-8.ts", "../../local/run/drop-follower.ts", CLOUD],
  ["infra/planted-9.ts", "../test/patience.ts", CLOUD],
  ["local/run/planted-10.ts", "../../test/local/pipeline.ts", TESTS],
] as const;

const ALLOWED = [
  ["functions/ingest/planted-11.ts", "../drops/drop.ts"],
  ["functions/upload/handler.ts", "./upload-drop.ts"],
  ["page/client/planted-16.ts", "../../functions/page/page-types.ts"],
  ["cli/push/planted-12.ts", "../../functions/drops/drop.ts"],
  ["local/run/planted-13.ts", "../../page/server/guard.ts"],
  ["test/local/planted-14.ts", "./pipeline.ts"],
] as const;

/** A folder with the project's rules, and files that keep or break them. */
let folder: string;
let output: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-rules-"));
  await cp(fromRoot("biome.json"), join(folder, "biome.json"));
  for (const [path, specifier] of [...FORBIDDEN, ...ALLOWED]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `import { x } from "${specifier}";\nexport const y = x;\n`);
  }
  const args = [fromRoot("node_modules/@biomejs/biome/bin/biome"), "lint", "--colors=off", "--vcs-enabled=false", "."];
  output = await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the linter knows who may import what", () => {
  it.each(FORBIDDEN)("%s may not import %s", (path, _, message) => {
    const finding = output.split(`${path}:1:`)[1] ?? "";
    expect(finding.slice(0, finding.indexOf("> 1"))).toContain(message);
  });

  it.each(ALLOWED)("%s may import %s", (path) => {
    expect(output).not.toContain(path);
  });
});
