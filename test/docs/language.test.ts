import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Phrases that readers stumble over, each with the usual one. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\bcomes? again\b/i, "is redelivered, is retried"],
  [/\btak(e|es|en|ing) in\b/i, "ingest, accept"],
  [/\bgiv(e|es|en) up\b/i, "stop, move to the dead-letter queue"],
  [/\ball the same\b/i, "anyway"],
  [/\bwhoever\b/i, "the user, the caller"],
  [/\btold (of|apart)\b|\b(is|are|was|been|be) told\b/i, "is notified, is distinguished"],
  [/\banew\b/i, "again"],
  [/\bstands? in\b/i, "replaces, is in"],
];

async function filesOf(path: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

it("documents, messages, comments and test names use the usual words", async () => {
  const folders = ["functions", "infra", "cli", "page", "local", "bench", "examples", "docs", "test", ".github"];
  const files = (await Promise.all(folders.map((folder) => filesOf(folder, /\.(tsx?|css|md|yml)$/)))).flat();
  files.push(...["README.md", "CONTRIBUTING.md", "SECURITY.md"].map((name) => join(root, name)));
  expect(files.length).toBeGreaterThan(600);
  const odd: string[] = [];
  for (const file of files) {
    // This file has the phrases themselves.
    if (file === fileURLToPath(import.meta.url)) continue;
    for (const [index, line] of (await readFile(file, "utf8")).split("\n").entries()) {
      for (const [phrase, usual] of INSTEAD) {
        if (phrase.test(line)) odd.push(`${file.slice(root.length)}:${index + 1}: ${phrase.source}; write: ${usual}`);
      }
    }
  }
  expect(odd).toEqual([]);
});

it("the page does not mention queues or idempotency, which researchers need not know", async () => {
  for (const file of await filesOf("page/client", /\.tsx$/)) {
    expect(await readFile(file, "utf8"), file).not.toMatch(/\bqueue\b|dead-letter|idempoten/i);
  }
});
