import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { validate } from "../streams.ts";
import { codesOf, fixBytes } from "./fix-bytes.ts";

const FOLDER = fileURLToPath(new URL("../real-files/", import.meta.url));
const read = (file: string) => readFileSync(FOLDER + file);

/** For every file that people really have: what is fixed in it, and to which bytes; or why it is not. */
const TABLE = readFileSync(new URL("fixed.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((row) => row.split("\t"))
  .map(([file = "", outcome = "", why = "", csv = ""]) => ({ file, outcome, why, csv }));

describe("a file that people really have is fixed, or not for a reason", () => {
  it("every one of them is in the table", () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".csv"));
    expect(TABLE.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it.each(TABLE)("$file: $outcome $why", async ({ file, outcome, why, csv }) => {
    const bytes = read(file);
    const fixed = await fixBytes(bytes);
    const left = fixed.outcome === "not-fixable" ? [] : await errorsOf(fixed.csv, bytes, fixed.outcome);
    const verdict = fixed.outcome === "fixed" && left.length > 0 ? "fixed-in-part" : fixed.outcome;
    expect(verdict).toBe(outcome);
    expect(fixed.refusal?.code ?? [...codesOf(fixed), ...left.map((code) => `left:${code}`)].join(" ")).toBe(why);
    if (fixed.outcome === "fixed") expect(JSON.stringify(fixed.csv)).toBe(csv);
  });

  it("and the same however its bytes arrive", async () => {
    for (const { file } of TABLE) {
      const bytes = read(file);
      expect(await fixBytes(bytes, {}, 1), file).toEqual(await fixBytes(bytes));
    }
  });
});

/** What validation finds afterwards that rejects the file. */
async function errorsOf(csv: string, bytes: Uint8Array, outcome: string): Promise<string[]> {
  const { findings } = await validate(outcome === "fixed" ? csv : bytes);
  return [...new Set(findings.flatMap(({ severity, code }) => (severity === "error" ? [code] : [])))];
}

describe("in legal public data sets nothing is fixed", () => {
  it.each(readdirSync(`${FOLDER}legal`))("%s", async (file) => {
    expect((await fixBytes(read(`legal/${file}`))).outcome).toBe("nothing-to-fix");
  });
});
