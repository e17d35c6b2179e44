import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { PACKAGE_FOLDER } from "./bundles.ts";

/** What the template and the bundles are made from: while it is unchanged, so are they. */
const SOURCES = ["infra", "functions", "page", "docs/rules.md", "cdk.json", "package.json", "tsconfig.json"];
/** Where npm says which packages are installed, which the one in the checkout is ahead of until they are. */
const INSTALLED = ["node_modules/.package-lock.json", "package-lock.json"];

/** A hash of the sources in this checkout, in hexadecimal. */
export async function hashSources(folder = PACKAGE_FOLDER): Promise<string> {
  const hash = createHash("sha256");
  const installed = INSTALLED.find((path) => existsSync(join(folder, path)));
  for (const source of [...SOURCES, ...(installed === undefined ? [] : [installed])]) {
    for (const file of await listFiles(join(folder, source))) {
      hash
        .update(relative(folder, file))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

async function listFiles(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
