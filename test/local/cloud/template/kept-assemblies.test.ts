import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { forgetOldAssemblies, keepInUse, putInPlace } from "../../../../local/cloud/template/kept-assemblies.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dropset-assemblies-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function makeAssembly(path: string, manifest = "{}"): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, "manifest.json"), manifest);
  return path;
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

it("an assembly that a process uses is kept, however many newer ones there are", async () => {
  const folder = await temporaryFolder();
  const ended = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  for (const [age, name] of ["newest", "newer", "old", "used", "left by a process that ended"].entries()) {
    const path = await makeAssembly(join(folder, name));
    await mkdir(join(path, "used-by"));
    if (name === "used") expect(await keepInUse(path)).toBe(true);
    if (name.startsWith("left")) await writeFile(join(path, "used-by", ended), "");
    const time = new Date(Date.now() - age * 60_000);
    await utimes(path, time, time);
  }
  await forgetOldAssemblies(folder, 2);
  expect((await readdir(folder)).sort()).toEqual(["newer", "newest", "used"]);

  await keepInUse(join(folder, "newer"));
  await forgetOldAssemblies(folder, 1);
  expect((await readdir(folder)).sort()).toEqual(["newer", "used"]);
});

it("an assembly that was deleted is not used, and its folder is not made again", async () => {
  const folder = await temporaryFolder();
  expect(await keepInUse(join(folder, "deleted"))).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

it("an assembly without its manifest is not used, and is replaced by the next one that is made", async () => {
  const folder = await temporaryFolder();
  const parts = join(folder, "assembly");
  await mkdir(join(parts, "used-by"), { recursive: true });
  expect(await keepInUse(parts)).toBe(false);
  await putInPlace(await makeAssembly(join(folder, "assembly.new")), parts);
  expect(await keepInUse(parts)).toBe(true);
});

it("an assembly stays if another process makes the same one", async () => {
  const folder = await temporaryFolder();
  const first = await makeAssembly(join(folder, "assembly"), "first");
  await putInPlace(await makeAssembly(join(folder, "assembly.new"), "second"), first);
  expect(await readFile(join(first, "manifest.json"), "utf8")).toBe("first");
});

it("while an assembly is deleted, it is whole or not there", async () => {
  const folder = await temporaryFolder();
  const path = await makeAssembly(join(folder, "assembly"));
  await Promise.all(Array.from({ length: 500 }, (_, index) => writeFile(join(path, `asset.${index}`), "")));
  const seen = new Set<number>();
  let isOver = false;
  const deleting = forgetOldAssemblies(folder, 0).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const count = countFiles(path);
    // It may be gone before or while its files are counted. If it is still there, it was whole.
    if (existsSync(path)) seen.add(count);
    await turn();
  }
  await deleting;
  expect([...seen]).toEqual([501]);
  expect(await readdir(folder)).toEqual([]);
});
