import { spawn } from "node:child_process";
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { fixFile } from "../../cli/fix/fix-file.ts";
import { fileTarget } from "../../cli/fix/targets.ts";

const bin = fileURLToPath(new URL("../../bin/dropset.mjs", import.meta.url));
const SEMICOLONS = iconv.encode("id;text\r\n1;Größe, schön\r\n2;München\r\n", "win1252");
let temporary: string;
let folder: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "dropset-fix-"));
});
beforeEach(async () => {
  folder = await mkdtemp(join(temporary, "files-"));
});
afterAll(() => rm(temporary, { recursive: true, force: true }));

async function fix(args: string[], input: string | Uint8Array = "") {
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: "1" };
  const child = spawn(process.execPath, [bin, "fix", ...args], { env, cwd: folder });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([buffer(child.stdout), text(child.stderr), exit]);
  return { code, out: out.toString(), err };
}

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
const read = (name: string) => readFile(join(folder, name), "utf8");

describe("dropset fix", () => {
  it("reads a pipe that has a name once", async () => {
    await new Promise((resolve) => spawn("mkfifo", ["pipe"], { cwd: folder }).once("close", resolve));
    const rows = "1;Größe, schön\r\n".repeat(50_000);
    const written = writeFile(join(folder, "pipe"), iconv.encode(`id;text\r\n${rows}`, "win1252"));
    expect((await fix(["pipe", "-o", "out.csv"])).code).toBe(0);
    await written;
    expect(await read("out.csv")).toBe(`id,text\n${'1,"Größe, schön"\n'.repeat(50_000)}`);
  });

  it("refuses two files that would become one, before it writes", async () => {
    await put("reviews.csv", SEMICOLONS);
    await put("reviews.txt", SEMICOLONS);
    const { code, err } = await fix(["reviews.csv", "reviews.txt"]);
    expect(code).toBe(2);
    expect(err).toContain('"reviews.csv" and "reviews.txt" would both be written to "reviews.fixed.csv". Fix one at a');
    expect(await readdir(folder)).toEqual(["reviews.csv", "reviews.txt"]);
  });

  it.each([
    ["by the same name", "reviews.csv", '"reviews.csv" is named twice.'],
    ["by another name", "./reviews.csv", '"reviews.csv" and "./reviews.csv" are the same file.'],
  ])("says that a file is named twice, %s", async (_, again, message) => {
    await put("reviews.csv", SEMICOLONS);
    const { code, err } = await fix(["reviews.csv", again]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    const absolute = await fix(["reviews.csv", join(folder, "reviews.csv")]);
    expect(absolute).toMatchObject({ code: 2, err: expect.stringContaining("are the same file.") });
    expect(await readdir(folder)).toEqual(["reviews.csv"]);
  });

  it.each([
    ["grows", "3;d\n"],
    ["gets a quote that never closes", '3;"d\n'],
  ])("writes nothing of a file that %s while it is read", async (_, more) => {
    const path = join(folder, "reviews.csv");
    await put("reviews.csv", SEMICOLONS);
    const target = fileTarget(join(folder, "out.csv"), { takesUnchanged: false, overwrites: false });
    const open = async () => {
      await appendFile(path, more);
      return target.open();
    };
    await expect(fixFile(path, { ...target, open }, {})).rejects.toThrow("changed while it was read");
    expect(await readdir(folder)).toEqual(["reviews.csv"]);
  });

  it("ends quietly when nobody reads the fixed file any more", async () => {
    const env = { ...process.env, TMPDIR: temporary, NO_COLOR: "1" };
    const child = spawn(process.execPath, [bin, "fix", "-"], { env, cwd: folder });
    child.stdin.end(`id;text\n${"1;a\n".repeat(200_000)}`);
    child.stdout.once("data", () => child.stdout.destroy());
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    expect(await text(child.stderr)).not.toMatch(/EPIPE|Error|at /);
    await exit;
    expect((await readdir(temporary)).filter((name) => name.includes("stdin"))).toEqual([]);
  });

  it("writes the fixed file next to the file, and shows each change before and after", async () => {
    await put("reviews.csv", SEMICOLONS);
    const { code, out } = await fix(["reviews.csv"]);
    expect(code).toBe(0);
    expect(await read("reviews.fixed.csv")).toBe('id,text\n1,"Größe, schön"\n2,München\n');
    expect(await readFile(join(folder, "reviews.csv"))).toEqual(SEMICOLONS);
    expect(out).toContain(
      "reviews.csv  fixed, written to reviews.fixed.csv  (2 rows, 2 visible and 0 metadata columns)",
    );
    expect(out).toContain("    + Größe schön München");
    expect(out).toContain("  delimiter  line 1  The fields are now separated by commas.\n    - id;text\n    + id,text");
  });

  it("keeps a file that exists, fixes the others, and exits 1; --overwrite replaces it", async () => {
    await put("reviews.csv", SEMICOLONS);
    await put("reviews.fixed.csv", "mine");
    await put("tabs.csv", "id\ttext\n1\ta\n2\tb\n");
    const kept = await fix(["reviews.csv", "tabs.csv"]);
    expect(kept.code).toBe(1);
    expect(kept.err).toContain('"reviews.fixed.csv" exists already, and is not overwritten. Use --overwrite');
    expect(await read("reviews.fixed.csv")).toBe("mine");
    expect(await read("tabs.fixed.csv")).toBe("id,text\n1,a\n2,b\n");

    const json = await fix(["--json", "reviews.csv"]);
    expect(JSON.parse(json.out)).toMatchObject({ path: "reviews.csv", outcome: "not-written", ok: false });

    expect((await fix(["--overwrite", "reviews.csv", "tabs.csv"])).code).toBe(0);
    expect(await read("reviews.fixed.csv")).toBe('id,text\n1,"Größe, schön"\n2,München\n');
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("does not let a file overwrite itself", async () => {
    await put("reviews.csv", SEMICOLONS);
    const { code, err } = await fix(["--overwrite", "reviews.csv", "-o", "./reviews.csv"]);
    expect(code).toBe(2);
    expect(err).toContain('"reviews.csv" would overwrite itself');
    expect(await readFile(join(folder, "reviews.csv"))).toEqual(SEMICOLONS);
  });

  it("does not replace a file that is to be fixed too, or what is no file", async () => {
    await put("b.csv", SEMICOLONS);
    await put("b.fixed.csv", "mine,a\n1,2\n");
    const both = await fix(["--overwrite", "b.csv", "b.fixed.csv"]);
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('"b.fixed.csv" would be overwritten') });
    expect(await read("b.fixed.csv")).toBe("mine,a\n1,2\n");
    const pipe = await fix(["--overwrite", "b.csv", "-o", "/dev/null"]);
    expect(pipe).toMatchObject({ code: 2, err: expect.stringContaining('"/dev/null" is not a file') });
    const device = await fix(["b.csv", "-o", "/dev/stdout"]);
    expect(device).toMatchObject({ code: 2, err: expect.stringContaining("For standard output, use -o -.") });
  });

  it("replaces what a link leads to, and keeps its permissions", async () => {
    await put("b.csv", SEMICOLONS);
    await put("private.csv", "x");
    await chmod(join(folder, "private.csv"), 0o600);
    await symlink("private.csv", join(folder, "link.csv"));
    expect((await fix(["--overwrite", "b.csv", "-o", "link.csv"])).code).toBe(0);
    expect(await read("private.csv")).toMatch(/^id,text\n/);
    expect((await lstat(join(folder, "link.csv"))).isSymbolicLink()).toBe(true);
    expect((await stat(join(folder, "private.csv"))).mode & 0o777).toBe(0o600);
  });

  it.each([[[]], [["--overwrite"]]])("keeps a link that leads to no file, and says what it is: %j", async (options) => {
    await put("b.csv", SEMICOLONS);
    await symlink("nowhere.csv", join(folder, "link.csv"));
    const { code, err } = await fix(["b.csv", "-o", "link.csv", ...options]);
    expect({ code, err }).toEqual({
      code: 1,
      err: '"link.csv" is a link to "nowhere.csv", where there is no file. Remove it, or name another file with -o.\n',
    });
    expect((await readdir(folder)).sort()).toEqual(["b.csv", "link.csv"]);
    expect((await lstat(join(folder, "link.csv"))).isSymbolicLink()).toBe(true);
  });

  it.each([
    ["a folder", ["-o", "out"]],
    ["a file", ["-o", "out.csv"]],
    ["standard output", ["-o", "-"]],
  ])("writes nothing to %s of a file that is invalid and was not changed", async (_, output) => {
    await mkdir(join(folder, "out"));
    await put("ragged.csv", "id,text,more\n1,a,b\n2,c\n");
    const { code, out, err } = await fix(["ragged.csv", ...output]);
    expect(code).toBe(1);
    expect(out + err).toContain("ragged.csv  not fixed: its problems need a decision");
    expect(out).not.toContain("1,a,b\n");
    expect(await readdir(folder)).toEqual(["out", "ragged.csv"]);
    expect(await readdir(join(folder, "out"))).toEqual([]);
  });

  it("gives a valid file with another ending the ending .csv, byte for byte", async () => {
    await put("data.txt", '"id",text\r\n1,a\r\n');
    const { code, out } = await fix(["data.txt"]);
    expect(code).toBe(0);
    expect(out).toContain("data.txt  fixed, written to data.fixed.csv");
    expect(out).toContain("not-csv  The name now ends in .csv.\n    - data.txt\n    + data.fixed.csv");
    expect(await read("data.fixed.csv")).toBe(await read("data.txt"));
    expect((await fix(["data.txt", "--except", "not-csv"])).out).toContain("valid, nothing to fix");
  });

  it.each([
    ["out.csv", [{ code: "not-csv", before: "data.txt", after: "out.csv" }]],
    ["out.txt", []],
    ["-", []],
  ])("reports a new ending only where the file that it wrote has it: %s", async (output, renames) => {
    await put("data.txt", '"id",text\n1,a\n');
    await put("semicolons.txt", "id;text\n1;a\n2;b\n");
    const valid = await fix(["data.txt", "-o", output, "--json", "--overwrite"]);
    const result = JSON.parse(output === "-" ? valid.err : valid.out);
    expect(result).toMatchObject({ output, outcome: renames.length > 0 ? "fixed" : "nothing-to-fix" });
    expect(result.changes ?? []).toMatchObject(renames);
    expect(output === "-" ? valid.out : await read(output)).toBe(await read("data.txt"));

    const { out, err } = await fix(["semicolons.txt", "-o", output, "--overwrite"]);
    expect(out + err).toContain(output === "-" ? "semicolons.txt  fixed  (" : `fixed, written to ${output}`);
    expect(out + err).not.toContain(".fixed.csv");
  });

  it("names the ending among the changes of a file that needs others too", async () => {
    await put("data.txt", "id;text\n1;a\n2;b\n");
    const { out } = await fix(["data.txt", "--json", "--dry-run"]);
    expect(JSON.parse(out).changes).toMatchObject([
      { code: "not-csv", before: "data.txt", after: "data.fixed.csv" },
      { code: "delimiter" },
    ]);
  });

  it("keeps the part of a name that is no ending", async () => {
    await put("study.pilot", SEMICOLONS);
    expect((await fix(["study.pilot"])).out).toContain("study.pilot  fixed, written to study.pilot.fixed.csv");
  });

  it("gives the whole command where a sheet has to be chosen", async () => {
    const sheets = ["Reviews", "Notes"].map((sheet) => ({ sheet, data: [[{ value: "id" }], [{ value: sheet }]] }));
    await put("two sheets.xlsx", await writeExcelFile(sheets).toBuffer());
    const { code, out } = await fix(["two sheets.xlsx"]);
    expect(code).toBe(1);
    expect(out).toContain("or choose it:\n    dropset fix --sheet Reviews 'two sheets.xlsx'\n");
  });

  it("shows how the file reads in each encoding that it may have, and the option to choose it", async () => {
    await put("zurich.csv", iconv.encode("id;text\n1;Zürich\n", "macroman"));
    const { code, out } = await fix(["zurich.csv"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^ {4}--encoding macintosh +Zürich$/m);
    expect(out).toMatch(/^ {4}--encoding windows-1252 +ZŸrich$/m);
    expect(out).toMatch(/choose the one that reads right, for example:\n {4}dropset fix --encoding \S+ zurich\.csv$/m);
    expect((await fix(["--encoding", "macintosh", "zurich.csv"])).code).toBe(0);
    expect(await read("zurich.fixed.csv")).toBe("id,text\n1,Zürich\n");
  });

  it("writes nothing for a valid file, and copies it byte for byte where an output is named", async () => {
    await put("valid.csv", '\ufeff"id",text\r\n1,a\r\n');
    expect(await fix(["valid.csv"])).toMatchObject({ code: 0, out: "valid.csv  valid, nothing to fix\n\n" });
    expect(await readdir(folder)).toEqual(["valid.csv"]);
    expect(await fix(["valid.csv", "-o", "copy.csv"])).toMatchObject({
      code: 0,
      out: "valid.csv  valid, nothing to fix, copied to copy.csv\n\n",
    });
    expect(await read("copy.csv")).toBe(await read("valid.csv"));
  });

  it("exits 1 where something is left, and shows it in the fixed file", async () => {
    await put("some.csv", "id;text\n1;a\n2;b\n3;c\n4;d\n5;e\n6;f\n7;g\n8;h\n9;i\n10;j\n11;k;l\n");
    const { code, out } = await fix(["some.csv"]);
    expect(code).toBe(1);
    expect(out).toContain("some.csv  fixed in part, written to some.fixed.csv");
    expect(out).toContain("  error  row-width  line 12\n    12 | 11,k,l");
  });

  it("exits 1 for a file that cannot be fixed, with the reason, and writes nothing", async () => {
    await put("open.csv", 'id;text\n1;"a\n2;b\n');
    const { code, out } = await fix(["open.csv"]);
    expect(code).toBe(1);
    expect(out).toContain("open.csv  not fixable\n\n  The quote that opens a field on line 2 never closes");
    expect(await readdir(folder)).toEqual(["open.csv"]);
  });

  it("reads standard input and writes standard output, and says the changes on standard error", async () => {
    const { code, out, err } = await fix(["-"], SEMICOLONS);
    expect(code).toBe(0);
    expect(out).toBe('id,text\n1,"Größe, schön"\n2,München\n');
    expect(err).toContain("delimiter");
    expect((await readdir(temporary)).filter((name) => name.includes("stdin"))).toEqual([]);
  });

  it("writes several files to a folder, and none with --dry-run", async () => {
    await mkdir(join(folder, "out"));
    await put("a.csv", "id;text\n1;a\n2;b\n");
    await put("b.csv", "id\ttext\n1\ta\n2\tb\n");
    expect((await fix(["a.csv", "b.csv", "--dry-run"])).out).toContain("dry run, nothing was written");
    expect(await readdir(folder)).toEqual(["a.csv", "b.csv", "out"]);
    expect((await fix(["a.csv", "b.csv", "-o", "out"])).code).toBe(0);
    expect((await readdir(join(folder, "out"))).sort()).toEqual(["a.fixed.csv", "b.fixed.csv"]);
  });

  it("prints a line of JSON for each file with --json", async () => {
    await put("a.csv", "id;text\n1;a\n2;b\n");
    const { out } = await fix(["a.csv", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      path: "a.csv",
      outcome: "fixed",
      output: "a.fixed.csv",
      dialect: { encoding: "utf-8", delimiter: ";" },
      changes: [{ code: "delimiter", count: 1, line: 1, column: null, before: "id;text", after: "id,text" }],
      ok: true,
      file: { rows: 2 },
    });
  });

  it.each<[what: string, args: string[], message: RegExp]>([
    ["no file", [], /Name at least one file/],
    ["an unknown change", ["a.csv", "--only", "everything"], /Unknown change "everything"/],
    ["an unknown encoding", ["a.csv", "--encoding", "klingon"], /Unknown encoding "klingon"/],
    ["a file that does not exist", ["missing.csv"], /There is no file "missing.csv"/],
    ["one output for two files", ["a.csv", "b.csv", "-o", "c.csv"], /must name a folder/],
    ["an output without a name", ["a.csv", "-o", ""], /^-o is empty\. It needs a file, a folder, or - for standard/],
    ["an output in no folder", ["a.csv", "-o", "none/c.csv"], /could not be written: its folder does not exist/],
  ])("%s is incorrect usage", async (_, args, message) => {
    await put("a.csv", "id;text\n1;a\n2;b\n");
    const { code, err } = await fix(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it("a name with control characters cannot move the cursor", async () => {
    const name = "a\u001b[2Jb.csv";
    await put(name, "id;text\n1;a\u001b[2J\n2;b\n");
    const { out } = await fix([name, "--dry-run"]);
    expect(out).not.toContain("\u001b");
  });
});
