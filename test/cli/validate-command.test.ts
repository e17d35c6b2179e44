import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quoteForShell } from "../../cli/terminal/quote-for-shell.ts";

const bin = fileURLToPath(new URL("../../bin/dropset.mjs", import.meta.url));
const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
let folder: string;
let broken: string;

const BROKEN = 'id,text,META_x\n1,"a ""b""",x\n2,too,many,fields\n3,5" wide,x\n4,bell\u0007,x\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-validate-"));
  broken = join(folder, "broken.csv");
  await writeFile(broken, BROKEN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function dropset(args: string[], input = "", environment: Record<string, string> = { NO_COLOR: "1" }) {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, TMPDIR: folder, ...environment } });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, out, err };
}

/** Prints what is loaded, on standard error. */
const PRINT_LOADED = `import { registerHooks } from "node:module";
registerHooks({ load: (url, context, next) => (process._rawDebug(url), next(url, context)) });`;

describe("dropset validate", () => {
  it("starts without what only other commands and other texts need", async () => {
    const hook = `data:text/javascript,${encodeURIComponent(PRINT_LOADED)}`;
    const { code, err } = await dropset(["validate", example("reviews.csv")], "", { NODE_OPTIONS: `--import ${hook}` });
    expect(code).toBe(0);
    expect(err).toContain("functions/validation/validate-csv.ts\n");
    expect(err).not.toMatch(/node_modules\/(?:zod|string-width|@aws-sdk|chardet|fflate)\//);
  });

  it("exits 0 for valid files, and prints what participants would see", async () => {
    const { code, out } = await dropset(["validate", example("reviews.csv"), example("reviews-grouped.csv")]);
    expect(code).toBe(0);
    expect(out).toMatch(/reviews\.csv {2}valid {2}\(3 rows, 4 visible and 0 metadata columns\)/);
    expect(out).toMatch(/reviews-grouped\.csv {2}valid {2}\(4 rows, 3 visible and 1 metadata column, 2 task groups\)/);
    expect(out).toMatch(/\n {2}Shown {3}id, .+\n {2}Hidden {2}META_TASK_GROUP_ID\n/);
  });

  it("names the first of hundreds of columns, and counts in thousands", async () => {
    const path = join(folder, "wide.csv");
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`).join(",");
    await writeFile(path, `${names}\n${`${"x,".repeat(299)}x\n`.repeat(1499)}`);
    const { out } = await dropset(["validate", path]);
    expect(out).toContain("(1,499 rows, 300 visible and 0 metadata columns)");
    expect(out).toMatch(/\n {2}Shown {3}c0, c1, .*, c19, and 280 more\n/);
  });

  it("shows the first of many findings of a kind, where the others are, and what lists them", async () => {
    const path = join(folder, "many.csv");
    const rows = Array.from({ length: 1200 }, (_, index) => `${index},good\n${index},too,many\n`);
    await writeFile(path, `id,text\n${rows.join("")}`);
    const { out } = await dropset(["validate", "--severity", "row-width=warning", path]);
    expect(out).toMatch(/many\.csv {2}valid, 1,200 findings {2}\(2,400 rows, 2 visible and 0 metadata columns\)/);
    expect(out.split("\n").slice(3)).toEqual([
      "  warning  row-width  1,200 times",
      ...[3, 5, 7].flatMap((line) => [`    ${line} | ${(line - 3) / 2},too,many`, "      |       ^^^^"]),
      '    The row has 3 fields, and the header has 2; "many" is in none of its columns.',
      "    If a field contains a comma, put the field in quotes.",
      "    Also on lines 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, and 1,187 more.",
      "",
      "  To list the first 100, run:",
      `    dropset validate --json --severity row-width=warning ${quoteForShell(path)}`,
      "",
      "",
    ]);
  });

  it("repeats the summary below findings of several kinds, with how many there are of each", async () => {
    const path = join(folder, "kinds.csv");
    const rows = Array.from({ length: 600 }, (_, index) => `${index},too,many\n${index},in" between\n`);
    await writeFile(path, `id,text\n${rows.join("")}`);
    const { out } = await dropset(["validate", path]);
    const summary = /kinds\.csv {2}rejected, 1,200 findings {2}\(1,200 rows, 2 visible and 0 metadata columns\)/g;
    expect(out.match(summary)).toHaveLength(2);
    expect(out).toMatch(/columns\)\n {2}600 row-width, 600 quote\n\n$/);
  });

  it("names the command that fixes a file, if it fixes all errors, with the rules as they are by default", async () => {
    const path = join(folder, "semi colons.csv");
    await writeFile(path, "id;text\n1;Great\n2;Bad\n");
    const { code, out } = await dropset(["validate", path]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /\n\n {2}All errors can be fixed without guessing:\n {4}dropset fix \S.*semi colons\.csv'?\n\n$/,
    );
    const [fix = ""] = /dropset fix .*/.exec(out) ?? [];
    expect(fix).toBe(`dropset fix ${quoteForShell(path)}`);

    const half = join(folder, "half.csv");
    await writeFile(half, "id;text\n1;Great\n2;Bad;more\n3;Fine\n");
    expect((await dropset(["validate", half])).out).not.toContain("can be fixed");
    expect((await dropset(["validate", "--json", path])).out).not.toContain("can be fixed");
    expect((await dropset(["validate", "--severity", "blank-row=error", path])).out).not.toContain("can be fixed");
  });

  it("rejects a name that leaves the dataset without one, as the pipeline does", async () => {
    const nameless = join(folder, ".csv");
    await writeFile(nameless, "id,text\n1,a\n");
    const { code, out } = await dropset(["validate", nameless]);
    expect(code).toBe(1);
    expect(out).toMatch(/\.csv {2}rejected, 1 finding {2}\(1 row, .*\n.*\n\n {2}error {2}name-missing\n/);
  });

  it("exits 1 for a rejected file, and shows each finding's line with a mark under the place", async () => {
    const { code, out } = await dropset(["validate", example("reviews.csv"), broken]);
    expect(code).toBe(1);
    expect(out).toContain(
      ["  error  row-width  line 3", "    3 | 2,too,many,fields", "      |            ^^^^^^"].join("\n"),
    );
    expect(out).toContain(["  error  quote  line 4", '    4 | 3,5" wide,x', "      |    ^"].join("\n"));
    expect(out).toContain(["  warning  control-character  line 5", "    5 | 4,bell␇,x", "      |       ^"].join("\n"));
    expect(out).not.toContain("\u0007");
  });

  it("marks each kind of wrong quote where it is", async () => {
    const path = join(folder, "quotes.csv");
    await writeFile(path, 'id,text\n1,"closed" after\n2,in" between\n3,"open\n4,x\n');
    const { out } = await dropset(["validate", path]);
    const marks = out
      .split("\n")
      .flatMap((line, index, all) => (/^ +\d+ \| /.test(line) ? [[line, all[index + 1]]] : []));
    expect(marks).toEqual([
      ['    2 | 1,"closed" after', "      |           ^^^^^^"],
      ['    3 | 2,in" between', "      |     ^"],
      ['    4 | 3,"open', "      |   ^"],
    ]);
  });

  it("shows what is around the mark of a long line", async () => {
    const path = join(folder, "long.csv");
    await writeFile(path, `id,a\n1,${"x".repeat(3000)}"y${"z".repeat(3000)}\n`);
    const { out } = await dropset(["validate", path]);
    const [line = "", mark = ""] = out.split("\n").filter((shown) => shown.includes(" | "));
    expect(line.length).toBeLessThan(110);
    expect(line[mark.indexOf("^")]).toBe('"');
  });

  it("has colours where they are asked for, and none under NO_COLOR", async () => {
    const coloured = await dropset(["validate", broken], "", { FORCE_COLOR: "1", NO_COLOR: "" });
    expect(coloured.out).toContain("\u001b[");
    expect((await dropset(["validate", broken])).out).not.toContain("\u001b[");
  });

  it("prints one JSON line per file, with what the report has of it", async () => {
    const { code, out } = await dropset(["validate", "--json", example("reviews.csv"), broken]);
    expect(code).toBe(1);
    const [valid, rejected] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(valid).toMatchObject({ ok: true, file: { rows: 3 }, findings: [], findingCounts: {} });
    expect(Object.keys(valid)).toEqual(["path", "ok", "file", "findings", "findingCounts"]);
    expect(rejected).toMatchObject({ path: broken, ok: false, findingCounts: { "row-width": 1, quote: 1 } });
  });

  it("reads standard input for -, shows its lines too, and leaves nothing behind", async () => {
    const { code, out } = await dropset(["validate", "-"], BROKEN);
    expect(code).toBe(1);
    expect(out).toContain("3 | 2,too,many,fields");
    expect((await readdir(folder)).filter((name) => name.startsWith("dropset-stdin-"))).toEqual([]);
  });

  it("applies severities", async () => {
    const args = ["validate", "--severity", "row-width=off", "--severity", "quote=warning", broken];
    expect(await dropset(args)).toMatchObject({ code: 0, out: expect.not.stringContaining("row-width") });
  });

  it.each([
    ["no file", ["validate"], /Name at least one file/],
    ["a missing file", ["validate", "nowhere.csv"], /no file "nowhere\.csv"/],
    ["a folder", ["validate", "."], /"\." is a folder/],
    ["an unknown option", ["validate", "--nope"], /^Unknown option --nope\.\n/],
    ["a misspelled option", ["validate", "--jsno"], /^Unknown option --jsno\. Did you mean --json\?\n/],
    ["an option without its value", ["validate", "--schema"], /^--schema needs a value\.\n/],
    [
      "an option in place of a value",
      ["validate", "--schema", "--json"],
      /^--schema needs a value, but --json follows/,
    ],
    ["a value for an option without one", ["validate", "--json=yes"], /^--json takes no value\.\n/],
    ["an unknown finding", ["validate", "--severity", "nope=off", "x"], /unknown finding "nope"/],
    [
      "an unknown level",
      ["validate", "--severity", "quote=fatal", "x"],
      /^--severity quote=fatal: the level must be error/,
    ],
    [
      "a level with something behind it",
      ["validate", "--severity", "quote=off=x", "x"],
      /^--severity quote=off=x: the level must be error, warning or off/,
    ],
    [
      "no level",
      ["validate", "--severity", "quote", "x"],
      /^--severity quote: the level must be error, warning or off/,
    ],
    ["standard input twice", ["validate", "-", "-"], /only once/],
    ["an unknown command", ["nope"], /^Unknown command "nope"\.\nFor usage, run: dropset --help\n$/],
    ["a misspelled command", ["statsu"], /^Unknown command "statsu"\. Did you mean status\?\n/],
    ["help for no command", ["help", "nope"], /^Unknown command "nope"\./],
    ["no command", [], /Usage: dropset/],
  ])("exits 2 on wrong use and prints nothing on standard output: %s", async (_, args, message) => {
    const { code, out, err } = await dropset(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
  });
});

describe("dropset", () => {
  it.each([["help"], ["--help"], ["-h"]])("prints its commands for %s", async (word) => {
    expect(await dropset([word])).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: dropset COMMAND\n/) });
  });

  it("prints a command's options for help and its name", async () => {
    const asked = await dropset(["help", "validate"]);
    expect(asked).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: dropset validate/) });
    expect(asked).toEqual(await dropset(["validate", "--help"]));
  });

  it.each([
    ["help", "help"],
    ["--help", "-h"],
  ])("explains itself for %s %s", async (...args) => {
    expect(await dropset(args)).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: dropset COMMAND\n/) });
  });

  it.each([["version"], ["--version"]])("prints the package's version for %s", async (word) => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await dropset([word])).toMatchObject({ code: 0, out: `${version}\n` });
  });
});
