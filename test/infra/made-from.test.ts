import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUNDLES_FOLDER } from "../../infra/bundles.ts";
import { areMadeFrom, hashOf, labelBundles } from "../../infra/made-from.ts";
import { hashSources } from "../../infra/sources.ts";

let temporary: string;
let folder: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "dropset-made-from-"));
  folder = join(temporary, "functions");
  await mkdir(join(folder, "ingest"), { recursive: true });
  await writeFile(join(folder, "ingest", "index.mjs"), "these");
  await writeFile(join(folder, "app-4ZXQ6ONN.js"), "any");
  const files = { "ingest/index.mjs": hashOf(Buffer.from("these")), "app-4ZXQ6ONN.js": null };
  await labelBundles({ sources: "one", page: false, files }, folder);
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

describe("bundles", () => {
  it("are used again for the sources that they were made from, and with the page only if it is among them", async () => {
    expect(await areMadeFrom("one", { folder })).toBe(true);
    expect(await areMadeFrom("other", { folder })).toBe(false);
    expect(await areMadeFrom("one", { folder, page: true })).toBe(false);
  });

  it.each<[what: string, change: () => Promise<void>]>([
    ["a process with other sources replaced one", () => writeFile(join(folder, "ingest", "index.mjs"), "others")],
    ["one is missing", () => rm(join(folder, "ingest", "index.mjs"))],
    ["one that is named by its content is missing", () => rm(join(folder, "app-4ZXQ6ONN.js"))],
    ["the label is cut off", () => writeFile(`${folder}.made-from.json`, '{"sources": "one"')],
    ["the label is of another version", () => writeFile(`${folder}.made-from.json`, '{"sources":"one","page":true}')],
  ])("are not used again if %s", async (_, change) => {
    await change();
    expect(await areMadeFrom("one", { folder })).toBe(false);
  });

  it("are of other sources once packages are installed that were only named before", async () => {
    const files = [
      "infra/a.ts",
      "functions/a.ts",
      "page/a.ts",
      "docs/rules.md",
      "cdk.json",
      "package.json",
      "tsconfig.json",
    ];
    for (const file of [...files, "package-lock.json", "node_modules/.package-lock.json"]) {
      await mkdir(dirname(join(temporary, file)), { recursive: true });
      await writeFile(join(temporary, file), "before");
    }
    const before = await hashSources(temporary);
    await writeFile(join(temporary, "package-lock.json"), "after");
    expect(await hashSources(temporary)).toBe(before);
    await writeFile(join(temporary, "node_modules", ".package-lock.json"), "after");
    expect(await hashSources(temporary)).not.toBe(before);
  });

  it("that the tests use are those of this checkout, with the page", async () => {
    expect(await areMadeFrom(await hashSources(), { folder: BUNDLES_FOLDER, page: true })).toBe(true);
  });
});
