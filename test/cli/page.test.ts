import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Pipeline, startPipeline } from "../local/pipeline.ts";
import { openPage } from "../page/own-web.ts";
import { dropset, environmentFor, startDropset } from "./dropset.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it("serves the stack's page, with its settings, until Ctrl-C", async () => {
  await pipeline.drop("incoming/listed.csv", "id,a\n1,x\n");
  const { child, ended } = startDropset(["page"], environmentFor(pipeline), pipeline.folder);
  const said = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
  const [, url = ""] =
    /^The page of the stack Dropset \(bucket [\w-]+\): (http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+)\n/.exec(said) ?? [];
  const headers = { cookie: await openPage(url) };
  const ask = (path: string) => fetch(new URL(path, url), { headers });
  expect(await (await ask("/")).text()).toContain('<div id="app">');
  expect(await (await ask("/api/session")).json()).toMatchObject({ person: null, dropsPerMinute: 60 });
  expect(await (await ask("/api/drops")).json()).toMatchObject({ drops: [{ key: "incoming/listed.csv" }] });
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 0, err: "" });
});

it("says that a port is in use", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { code, err } = await dropset(pipeline, "page", "--port", port);
  other.close();
  expect(code).toBe(2);
  expect(err).toBe(`Port ${port} is in use. Choose another with --port, or leave it out to use any free port.\n`);
});

it.each([
  [["--port", "x"], /--port needs a number up to 65535, not "x"/],
  [["a.csv"], /takes no files: upload them on the page/],
  [["--stack", "Other"], /There is no stack "Other"/],
])("explains incorrect usage: %j", async (args, message) => {
  const { code, err } = await dropset(pipeline, "page", ...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});
