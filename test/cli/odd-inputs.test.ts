import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openInput } from "../../cli/validate/input.ts";
import { startDropset } from "./dropset.ts";

const bin = fileURLToPath(new URL("../../bin/dropset.mjs", import.meta.url));
const VALID = "id,text\n1,x\n";
const WRONG = "id,text\n1\n";

let folder: string;
/** Where the command puts what is temporary. */
let temporary: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-odd-inputs-"));
  temporary = join(folder, "temporary");
  await mkdir(temporary);
  await writeFile(join(folder, "valid.csv"), VALID);
  await writeFile(join(folder, "wrong.csv"), WRONG);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dropset = (...args: string[]) => startDropset(args, { TMPDIR: temporary }, folder).ended;

describe.skipIf(process.platform === "win32")("a named pipe", () => {
  it("is read once, and its lines are shown", async () => {
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    const writer = createWriteStream(pipe);
    writer.end(WRONG);
    const { code, out } = await dropset("validate", "pipe.csv");
    expect(code).toBe(1);
    expect(out).toContain("2 | 1\n");
    expect(await readdir(temporary)).toEqual([]);
  });

  it("that a shell named is not rejected for its name", async () => {
    execFileSync("mkfifo", [join(folder, "63")]);
    createWriteStream(join(folder, "63")).end(VALID);
    expect(await dropset("validate", "63")).toMatchObject({ code: 0, out: expect.stringContaining("63  valid") });
  });

  it.each([[[]], [["--fix"]], [["--no-check"]]])(
    "is not pushed, since it would have no name: push %j",
    async (options) => {
      const pipe = join(folder, `pushed${options.length}${options[0] ?? ""}.csv`);
      execFileSync("mkfifo", [pipe]);
      const { code, out, err } = await dropset("push", ...options, "valid.csv", pipe);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(`push needs files, and ${JSON.stringify(pipe)} is a pipe or a device.`);
      expect(await readdir(temporary)).toEqual([]);
    },
  );
});

it.each(["validate", "fix", "schema", "push"])(
  "%s says how to name a file that begins with a dash",
  async (command) => {
    await writeFile(join(folder, "-a.csv"), VALID);
    const { code, err } = await dropset(command, "-a.csv");
    expect(code).toBe(2);
    expect(err).toContain('"-a.csv" is taken for an option. To name the file, write: ./-a.csv\n');
  },
);

it.each(["x", ""])("a file that changes while it is read is no valid file: %j", async (content) => {
  const path = join(folder, "changing.csv");
  await writeFile(path, VALID);
  const input = await openInput(path);
  const read = async () => {
    for await (const _ of input.stream()) await writeFile(path, content);
  };
  await expect(read()).rejects.toThrow(`${JSON.stringify(path)} changed while it was read. Wait until it is complete`);
});

describe.skipIf(process.platform === "win32")("standard input", () => {
  it.each([
    ["validate", "SIGINT"],
    ["validate", "SIGTERM"],
    ["schema", "SIGINT"],
  ] as const)("of %s leaves nothing behind when %s ends it", async (command, signal) => {
    const child = spawn(process.execPath, [bin, command, "-"], {
      env: { ...process.env, TMPDIR: temporary, NO_COLOR: "1" },
      stdio: ["pipe", "ignore", "inherit"],
    });
    child.stdin.write(VALID);
    await expect.poll(() => readdir(temporary)).toHaveLength(1);
    child.kill(signal);
    const [code] = await once(child, "exit");
    expect(code).toBe(130);
    expect(await readdir(temporary)).toEqual([]);
  });
});

it.each(["validate", "schema", "fix"])("a temporary folder that is not there is no verdict of %s", async (command) => {
  const TMPDIR = join(folder, "nowhere");
  const { code, out, err } = await startDropset([command, "-"], { TMPDIR }, folder).ended;
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe(
    `The temporary folder ${JSON.stringify(TMPDIR)} cannot be used: it does not exist. Set TMPDIR to another one.\n`,
  );
});

describe.skipIf(process.platform !== "linux")("what Linux has for tests", () => {
  it("a file that fails while it is read does not hide what is wrong with others", async () => {
    const { code, out, err } = await dropset("validate", "valid.csv", "/proc/self/mem", "wrong.csv");
    expect(code).toBe(2);
    expect(out).toContain("valid.csv  valid");
    expect(out).toContain("wrong.csv  rejected");
    expect(err).toBe('"/proc/self/mem": The file cannot be read: the disk reports an error.\n');
  });

  it.each(["schema", "fix"])("a file that fails while %s reads it is explained in a line", async (command) => {
    const { code, err } = await dropset(command, "/proc/self/mem");
    expect({ code, err }).toEqual({ code: 2, err: "The file cannot be read: the disk reports an error.\n" });
  });

  it("a full disk under standard output is no verdict on a file", async () => {
    const child = spawn("/bin/sh", ["-c", '"$0" "$1" validate valid.csv > /dev/full', process.execPath, bin], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (data: Buffer) => {
      err += data;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(2);
    expect(err).toMatch(/^Standard output cannot be written: ENOSPC/);
  });
});
