import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKey } from "../../cli/stack/reports.ts";
import { describeFile } from "../../cli/terminal/amounts.ts";
import { startCloud } from "../../local/cloud/cloud.ts";
import { readCdkContext } from "../../local/cloud/template/synthesize.ts";
import { type Ended, startDropset } from "../cli/dropset.ts";

const main = fileURLToPath(new URL("../../local/main.ts", import.meta.url));
const bin = fileURLToPath(new URL("../../bin/dropset.mjs", import.meta.url));
const example = fileURLToPath(new URL("../../examples/reviews.csv", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-words-"));
  await writeFile(join(folder, "file"), "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", DEBUG: "", ...environment };
    const all = [main, "--port", "0", "--web-port", "0", ...args];
    const child = execFile(process.execPath, all, { cwd: folder, env }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

describe("a run that cannot start explains it in one sentence, with what to do, and exit code 2", () => {
  it.each([
    [
      "a state folder",
      ["--folder", "file/below"],
      /^The folder file\/below cannot be used \(.+\)\. Choose .+ --folder\.\n$/,
    ],
    [
      "a folder to watch",
      ["--drop-folder", "file/x"],
      /^The folder file\/x cannot be used \(.+\)\. Choose .+ --drop-folder\.\n$/,
    ],
  ])("%s that cannot be used", async (_, args, message) => {
    const { code, err } = await start(args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it("and with DEBUG also prints the stack and its cause", async () => {
    const { code, err } = await start(["--folder", "file/below"], { DEBUG: "1" });
    expect(err).toMatch(/cannot be used[\s\S]*\n {4}at [\s\S]*caused by Error: (ENOTDIR|EEXIST)/);
    expect(code).toBe(2);
  });

  it("an endpoint that does not respond", async () => {
    const unreachable = ["status", "--endpoint-url", "http://127.0.0.1:9"];
    const { code, err } = await startDropset(unreachable, {}, folder).ended;
    expect(err).toMatch(
      /^http:\/\/127\.0\.0\.1:9 could not be reached \(ECONNREFUSED\)\. Check --endpoint-url.*npm start\.\n$/,
    );
    expect(code).toBe(2);
  });
});

describe("cdk.json", () => {
  it.each([
    ["broken", "{", /cdk\.json cannot be used: .*JSON/],
    ["a list", "[]", /cdk\.json cannot be used: .*expected object/],
    ["missing", undefined, /cdk\.json cannot be used: ENOENT/],
  ])("that is %s is named", async (name, content, message) => {
    const path = join(folder, `${name} cdk.json`);
    if (content !== undefined) await writeFile(path, content);
    await expect(readCdkContext(path)).rejects.toMatchObject({
      name: "Explained",
      message: expect.stringMatching(message),
    });
  });

  it("with an invalid setting is named with the setting and its value, without a stack", async () => {
    const starting = startCloud({
      folder: join(folder, "cloud"),
      datasetApi: { url: "http://127.0.0.1:1", token: "t" },
      settings: { limits: { dropsPerMinute: -1 } },
    });
    await expect(starting).rejects.toMatchObject({
      name: "Explained",
      message: expect.stringMatching(
        /cdk\.json: dropset's settings are invalid:\n {2}dropset\.limits\.dropsPerMinute: .*-1\)$/,
      ),
    });
  });
});

describe("an s3:// address", () => {
  const stack = { name: "Dropset", bucket: "drops" };
  it("in the stack's bucket is a key", () =>
    expect(readKey("s3://drops/incoming/a.csv", stack)).toBe("incoming/a.csv"));
  it("in another bucket is refused with both names", () => {
    expect(() => readKey("s3://other/incoming/a.csv", stack)).toThrow(
      /bucket other, but the stack Dropset has the bucket drops/,
    );
  });
});

it("one metadata column is singular, none and two are plural", () => {
  const file = (metadata: number) => ({
    bytes: 1,
    rows: 1,
    columns: Array.from({ length: metadata }, () => ({ name: "META_a", visible: false })),
    taskGroups: null,
    preview: [],
    previewHidden: [],
  });
  expect([0, 1, 2].map((count) => describeFile(file(count)).replace("1 row, 0 visible and ", ""))).toEqual([
    "0 metadata columns",
    "1 metadata column",
    "2 metadata columns",
  ]);
});

it("the command works on a Node without TypeScript, with the Node that npm ci installed", async () => {
  const child = spawn(process.execPath, ["--no-strip-types", bin, "validate", example], {
    stdio: ["ignore", "pipe", 2],
  });
  let out = "";
  child.stdout?.on("data", (text) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(out).toContain("valid");
  expect(code).toBe(0);
});
