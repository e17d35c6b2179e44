import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { PACKAGE_FOLDER } from "./bundles.ts";

/** What the template and the bundles are made from: while it is unchanged, so are they. */
const SOURCES = ["infra", "functions", "page", "docs/rules.md", "cdk.json", "package-lock.json", "tsconfig.json"];

/** A hash of the sources in this checkout, in hexadecimal. */
export async function hashSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of await listFiles(join(PACKAGE_FOLDER, source))) {
      hash
        .update(relative(PACKAGE_FOLDER, file))
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
