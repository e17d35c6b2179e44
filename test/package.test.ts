import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

/** The packed tarball, unpacked where `npm install` would put it, beside the dependencies that it names. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-package-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = await readdir(folder);
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "dropset"), { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", join(modules, "dropset"), "--strip-components", "1"]);
  for (const dependency of ["csv-parse", "string-width", "get-east-asian-width", "strip-ansi", "ansi-regex"]) {
    await symlink(join(root, "node_modules", dependency), join(modules, dependency)).catch(() => {});
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it("the packed package exports validateCsv as a function", async () => {
  const script = join(folder, "use.mjs");
  await writeFile(
    script,
    `import { Readable } from "node:stream";
     import { validateCsv } from "dropset";
     const stream = Readable.from([Buffer.from("id,a\\n1,x,y\\n")]);
     console.log(JSON.stringify(await validateCsv(stream, { fileName: "a.csv" })));`,
  );
  const { stdout } = await run(process.execPath, [script]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, findings: [{ code: "row-width", line: 2 }] });
});

it("the packed package's command validates", async () => {
  const file = join(folder, "good.csv");
  await writeFile(file, "id,a\n1,x\n");
  const { stdout } = await run(process.execPath, [
    join(folder, "node_modules/dropset/bin/dropset.mjs"),
    "validate",
    file,
  ]);
  expect(stdout).toContain("valid");
});
