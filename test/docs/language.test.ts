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
  [/\b(is|are|was|been) told\b/i, "is notified, gets"],
];

async function filesOf(path: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

it("the page, the commands and the main documents use the usual words", async () => {
  const documents = [
    ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/cost.md", "docs/deploy.md"],
    ...["docs/events.md", "docs/fix.md", "docs/local.md", "docs/organizations.md", "docs/performance.md"],
    ...["docs/page.md", "docs/reliability.md", "docs/rules.md", "docs/runbook.md", "docs/typed-datasets.md"],
  ];
  const files = [
    ...documents.map((name) => join(root, name)),
    ...(await filesOf("page", /\.tsx?$/)),
    ...(await filesOf("cli", /\.ts$/)),
    ...(await filesOf("functions/report/html", /\.tsx?$/)),
  ];
  expect(files.length).toBeGreaterThan(60);
  const odd: string[] = [];
  for (const file of files) {
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
