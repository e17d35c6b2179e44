import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { forgetOldAssemblies, keepInUse } from "../../../local/cloud/kept-assemblies.ts";

it("an assembly that a process uses is kept, however many newer ones there are", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dropset-assemblies-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const ended = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  for (const [age, name] of ["newest", "newer", "old", "used", "left by a process that ended"].entries()) {
    const path = join(folder, name);
    await mkdir(join(path, "used-by"), { recursive: true });
    if (name === "used") await keepInUse(path);
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
