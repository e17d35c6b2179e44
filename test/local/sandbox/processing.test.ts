import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { API, CSV, put, SandboxClient, TOKEN } from "./client.ts";

const client = new SandboxClient();

it("a dataset is PROCESSING for the set time, by the clock", async () => {
  let now = Date.now();
  await client.restart({ processingMs: 5000, now: () => now });
  const id = await client.upload(CSV);
  now += 4999;
  expect(await client.get(id)).toMatchObject({ status: "PROCESSING", total_datapoint_count: 0 });
  now += 1;
  expect(await client.settled(id)).toMatchObject({
    status: "READY",
    total_datapoint_count: 1,
    filename: "reviews.csv",
  });
});

describe("a file", () => {
  it.each([
    ["with a byte order mark", "\ufeffid,META_TASK_GROUP_ID\n1,x\n", 1],
    ["with Windows' line ends, and none at its end", 'id,a\r\n1,"a\r\nb"\r\n2,"say ""b"""', 2],
    ["of one column", "a\nx\ny\n", 2],
    ["with columns named like parts of an object", "__proto__,constructor\n1,2\n", 1],
    ["with a blank line", "id,a\n\n1,x\n", 2],
  ])("%s becomes READY", async (_, content, datapoints) => {
    expect(await client.settled(await client.upload(content))).toMatchObject({
      status: "READY",
      total_datapoint_count: datapoints,
    });
  });

  it.each([
    ["empty", "", "The file is empty."],
    ["a header alone", "id,a\n", "no datapoints"],
    ["ragged", "id,a\n1,x\n1,x,y\n", "Row 2 after the header has 3 fields, the header 2"],
    ["left open in a quote", 'id,a\n1,"x\n', "Quote Not Closed"],
    ["all metadata", "META_a\nx\n", "No column"],
    ["twice a column", "a,a\n1,2\n", 'two columns named "a"'],
    ["no UTF-8", Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), "not UTF-8"],
    ["cut within a character", Buffer.from("a\nü").subarray(0, -1), "not UTF-8"],
  ])("that is %s becomes ERROR, and the sandbox knows why", async (_, content, problem) => {
    const id = await client.upload(content);
    expect(await client.settled(id)).toMatchObject({ status: "ERROR", total_datapoint_count: 0 });
    expect(client.sandbox.datasets()[0]?.problem).toContain(problem);
  });

  it("that is large is read completely in its own thread", async () => {
    const row = `1,${"x".repeat(998)}\n`;
    const id = await client.upload(`id,a\n${row.repeat(8000)}`);
    expect(await client.settled(id)).toMatchObject({ status: "READY", total_datapoint_count: 8000 });
    const wrong = await client.upload(`id,a\n${row.repeat(8000)}1\n`);
    expect(await client.settled(wrong)).toMatchObject({ status: "ERROR" });
  });

  it("of many at once is not forgotten", async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => client.upload(CSV)));
    for (const id of ids) expect(await client.settled(id)).toMatchObject({ status: "READY" });
  });
});

it("all processing can be finished at once", async () => {
  await client.restart({ processingMs: 3_600_000 });
  const id = await client.upload(CSV);
  await client.sandbox.finishProcessing();
  expect(await client.get(id)).toMatchObject({ status: "READY" });
});

it("a sandbox that is killed during processing continues after a restart", async () => {
  const main = new URL("../../../local/sandbox/main.ts", import.meta.url);
  const env = { ...process.env, PORT: "0", DATASET_API_TOKEN: TOKEN, SANDBOX_DIR: client.folder };
  const child = fork(main, {
    env: { ...env, SANDBOX_PROCESSING_MS: "3600000" },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const [greeting] = await once(child.stdout ?? child, "data");
  const url = /http:\S+?(?=\.\s)/.exec(String(greeting))?.[0];
  const headers = { authorization: `Token ${TOKEN}` };
  const post = { method: "POST", headers, body: JSON.stringify({ name: "n", workspace_id: "w" }) };
  const { id } = JSON.parse(await (await fetch(url + API, post)).text());
  const target = JSON.parse(await (await fetch(`${url}${API}/${id}/upload-url/killed.csv`, { headers })).text());
  expect((await put(target.upload_url, CSV)).status).toBe(200);
  child.kill("SIGKILL");
  await once(child, "exit");

  await client.restart();
  expect(await client.get(id)).toMatchObject({ status: "PROCESSING", filename: "killed.csv" });
  await client.restart({ now: () => Date.now() + 3_600_000 });
  expect(await client.settled(id)).toMatchObject({ status: "READY", total_datapoint_count: 1 });
});

it("an unreadable dataset stops the start, with its file's name", async () => {
  await writeFile(`${client.folder}/datasets/broken.json`, "{");
  await expect(client.start()).rejects.toThrow("datasets/broken.json is not a dataset");
});
