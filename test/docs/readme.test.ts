import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../local/run/command-line.ts";

const root = new URL("../../", import.meta.url);
const readme = await readFile(new URL("README.md", root), "utf8");
const starts = [...readme.matchAll(/^ {4}npm start (?:--silent )?-- (.*?)(?: +#.*)?$/gm)].map(([, args = ""]) => args);

describe("README.md", () => {
  it.each(starts)("npm start -- %s runs as typed in a clone", (args) => {
    const { files } = readCommandLine(args.split(" "));
    expect(files.filter((file) => !existsSync(fileURLToPath(new URL(file, root))))).toEqual([]);
  });

  it("shows at least four such commands", () => {
    expect(starts.length).toBeGreaterThanOrEqual(4);
  });
});
