import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readEnvironment } from "../../../local/sandbox/environment.ts";
import { SandboxClient } from "./client.ts";

const client = new SandboxClient();
const MAIN = fileURLToPath(new URL("../../../local/sandbox/main.ts", import.meta.url));

function run(variables: Record<string, string>) {
  const env = { ...process.env, PORT: "0", SANDBOX_DIR: join(client.folder, "alone"), ...variables };
  const child = spawn(process.execPath, [MAIN], { env });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code, ...said }));
  return { child, said, ended };
}

it.each(["SIGINT", "SIGTERM"] as const)(
  "it prints its address and how to call it; %s ends it with 0",
  async (signal) => {
    const { child, said, ended } = run({ DATASET_API_TOKEN: "a-secret-of-mine" });
    await expect.poll(() => said.out).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\./);
    expect(said.out).toContain('-H "Authorization: Token $DATASET_API_TOKEN"');
    child.kill(signal);
    const { code, out, err } = await ended;
    expect([code, err]).toEqual([0, ""]);
    expect(out).not.toContain("a-secret-of-mine");
  },
);

it.each([
  [{ PORT: "http" }, "PORT"],
  [{ PORT: "65536" }, "PORT"],
  [{ SANDBOX_PROCESSING_MS: "-1" }, "SANDBOX_PROCESSING_MS"],
  [{ DATASET_API_TOKEN: "two words" }, "DATASET_API_TOKEN"],
])("an invalid environment variable is named, and ends it with 2: %j", async (variables, name) => {
  const { code, err } = await run(variables).ended;
  expect(code).toBe(2);
  expect(err).toContain(name);
  expect(err).not.toContain("two words");
});

it("a port in use is named, and ends it with 1", async () => {
  const { port } = new URL(client.sandbox.url);
  const { code, err } = await run({ PORT: port }).ended;
  expect([code, err]).toEqual([1, `Port ${port} is in use. Set PORT to another, or to 0 for any free port.\n`]);
});

it("an unusable folder is named, and ends it with 1", async () => {
  const file = join(client.folder, "a-file");
  await writeFile(file, "");
  const { code, err } = await run({ SANDBOX_DIR: file }).ended;
  expect(code).toBe(1);
  expect(err).toContain(file);
});

it("what is not set, or empty, has its default", () => {
  expect(readEnvironment({ PORT: "" })).toEqual({
    port: 8787,
    token: "sandbox",
    folder: ".dropset/sandbox",
    processingMs: 1000,
  });
});
