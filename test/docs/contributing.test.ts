import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** Those that npm runs by itself, or that `npm test` is made of. */
const UNNAMED = new Set(["test:run", "prepack"]);

it("CONTRIBUTING explains every script that there is, and no other", async () => {
  const { scripts } = JSON.parse(await read("package.json")) as { scripts: Record<string, string> };
  const explained = [...(await read("CONTRIBUTING.md")).matchAll(/^\| `npm (?:run )?([\w:]+)`/gm)].map(
    ([, name]) => name,
  );
  expect(explained.sort()).toEqual(
    Object.keys(scripts)
      .filter((name) => !UNNAMED.has(name))
      .sort(),
  );
});
