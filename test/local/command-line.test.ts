import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DropsPage } from "../../functions/page/page-types.ts";

const main = fileURLToPath(new URL("../../local/main.ts", import.meta.url));
const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1", ...environment } };
    const child = execFile(process.execPath, [main, "--port", "0", ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe("npm start -- FILE...", () => {
  it("explains what to do with an earlier version's folder, and does it with --fresh", async () => {
    const state = join(folder, "earlier");
    await mkdir(join(state, "aws"), { recursive: true });
    const refused = await run(["--folder", state, example("reviews.csv")]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(`${state} is from an earlier version. Start with --fresh`);
    expect((await run(["--folder", state, "--fresh", example("reviews.csv")])).code).toBe(0);
  });

  it("publishes the files, prints one table and the reports' paths, and exits 1 when one was rejected", async () => {
    const broken = join(folder, "broken one.csv");
    await writeFile(broken, 'id,a\n1,"x\n');
    const { code, out } = await run([example("reviews.csv"), broken]);
    expect(code).toBe(1);
    expect(out).toMatch(/reviews\.csv +READY +3 +4 +0 +- +0 +[0-9a-f-]{36}\n/);
    expect(out).toMatch(/broken one\.csv +rejected +1 +2 +0 +- +1 +-\n/);
    const [, report = ""] = /Reports:\n {2}(.+)\n/.exec(out) ?? [];
    expect(JSON.parse(await readFile(join(folder, report), "utf8"))).toMatchObject({ outcome: "ready" });
  });

  it("exits 0 when all are READY, and with --json prints one report per line and nothing else", async () => {
    const { code, out } = await run(["--json", example("reviews.csv"), example("reviews-grouped.csv")]);
    expect(code).toBe(0);
    const reports = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(reports).toMatchObject([
      { outcome: "ready", drop: { key: "incoming/reviews.csv" } },
      { outcome: "ready", drop: { key: "incoming/reviews-grouped.csv" }, file: { taskGroups: { count: 2 } } },
    ]);
  });

  it("injects the faults of a file in the cloud and in the sandbox, and names an invalid rule", async () => {
    const faults = join(folder, "faults.json");
    const killed = { at: "dataset:uploadUrl", times: 1, fault: { kind: "kill", effect: "after" } };
    const refused = { call: "create", dataset: "refused", fault: { kind: "status", status: 422 } };
    await writeFile(faults, JSON.stringify({ cloud: [killed], sandbox: [refused] }));
    await writeFile(join(folder, "refused.csv"), "id,a\n1,x\n");
    const { code, out } = await run(["--faults", faults, example("reviews.csv"), "refused.csv"]);
    expect(out).toMatch(/reviews\.csv +READY/);
    expect(out).toMatch(/refused\.csv +failed/);
    expect(code).toBe(1);

    await writeFile(faults, JSON.stringify({ cloud: [{ ...killed, at: "oops" }] }));
    expect(await run(["--faults", faults, "refused.csv"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("kill cannot happen at oops"),
    });
  });

  it("stops if it cannot start, and unlocks the folder for the next run", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    try {
      const { code, err } = await run(["--port", String(port), example("reviews.csv")]);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(new RegExp(`^Port ${port} is in use\\. Choose another with --port.*\\n$`)),
      });
      expect(await readdir(join(folder, ".dropset"))).not.toContain("lock");
    } finally {
      taken.close();
    }
  });

  it.each([
    ["no such file", ["nowhere.csv"], /no file "nowhere\.csv"/],
    ["a folder", ["."], /"\." is a folder/],
    ["an unknown option", ["--nope"], /^Unknown option --nope\.\nFor all options, run: npm start -- --help\n$/],
    ["a misspelled option", ["--jsno"], /^Unknown option --jsno\. Did you mean --json\?\n/],
    ["no port", ["--port", "eighty"], /--port needs/],
    [
      "no port for the page",
      ["--web-port", "-1"],
      /--web-port needs a port from 0 to 65535 \(0: any free one\), not "-1"\./,
    ],
    ["--json without files", ["--json"], /--json needs files/],
    ["a sign-in for files", ["--sign-in", example("reviews.csv")], /--sign-in is for the page/],
    ["no file of faults", ["--faults", "nowhere.json"], /^There is no file "nowhere\.json"\.\n/],
  ])("exits 2 on wrong use and says what is wrong: %s", async (_, args, message) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
  });

  it.skipIf(process.platform === "win32")("does not take a device for a folder", async () => {
    const { code, err } = await run(["/dev/null"]);
    expect(code).toBe(2);
    expect(err).toContain('"/dev/null" is a pipe or a device. Write it to a file first.');
  });

  it.each([
    ["half a service", { DATASET_API_URL: "http://127.0.0.1:1" }, /DATASET_API_TOKEN/],
    [
      "a service without a workspace",
      { DATASET_API_URL: "http://127.0.0.1:1", DATASET_API_TOKEN: "t" },
      /WORKSPACE_ID/,
    ],
    [
      "a token with a line break",
      { DATASET_API_URL: "http://127.0.0.1:1", DATASET_API_TOKEN: "one\ntwo", WORKSPACE_ID: "w" },
      /^The token in the variable DATASET_API_TOKEN contains a line feed \(U\+000A\) at position 4/,
    ],
    ["what is no URL", { DATASET_API_URL: "nope", DATASET_API_TOKEN: "t" }, /not a URL/],
  ])("exits 2 where the environment names %s", async (_, environment, message) => {
    const { code, err } = await run([example("reviews.csv")], environment as Record<string, string>);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

/** The keys of the drops that the page lists. */
async function listedKeys(url: string): Promise<string[]> {
  const { drops }: DropsPage = Object(await (await fetch(`${url}/api/drops`)).json());
  return drops.map(({ key }) => key);
}

describe("npm start", () => {
  it("publishes the examples on the first run, watches the folder, and stops cleanly on Ctrl-C", async () => {
    const child = execFile(process.execPath, [main, "--port", "0", "--folder", ".watch"], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1" },
    });
    let out = "";
    child.stdout?.on("data", (text: string) => {
      out += text;
    });
    const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    const seen = (pattern: RegExp) => expect.poll(() => out).toMatch(pattern);

    await seen(/\nOpen the page to upload files: \S+\n/);
    const [, url = ""] = /\nOpen the page to upload files: (http:\/\/127\.0\.0\.1:\d+)\n/.exec(out) ?? [];
    expect(await (await fetch(url)).text()).toMatch(/src="\/assets\/app-\w+\.js"/);

    for (const name of ["reviews", "reviews-with-metadata", "reviews-grouped"])
      await seen(new RegExp(`${name}\\.csv +READY`));
    for (const step of ["validating", "uploading", "processing"]) await seen(new RegExp(`reviews\\.csv +${step}`));
    await seen(/Sandbox +http:\/\/127\.0\.0\.1:\d+/);

    await writeFile(join(folder, "drop", "später 🎉.csv"), "id,a\n1,x\n");
    await seen(/später 🎉\.csv +READY +1 row/);
    expect(await listedKeys(url)).toContain("incoming/später 🎉.csv");

    child.kill("SIGINT");
    expect(await exited).toBe(0);
  });
});
