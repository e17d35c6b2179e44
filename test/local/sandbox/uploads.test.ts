import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CSV, codeOf, put, putRaw, SandboxClient, TOKEN } from "./client.ts";

const client = new SandboxClient();
const type = { "content-type": "text/csv" };
const leftovers = async () => (await readdir(join(client.folder, "datasets"))).filter((name) => name.endsWith(".part"));

/** Writes to a new connection and optionally ends it. @returns the whole response */
function speak(url: string, head: readonly string[], { body = "", end = false } = {}): Promise<string> {
  const { hostname, port, pathname, search, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let heard = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      heard += chunk;
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", reject);
    socket.write([`PUT ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...head, "", body].join("\r\n"));
    if (end) socket.end();
  });
}

describe("what S3 would refuse is refused as by S3", () => {
  it.each([
    ["another content type", { headers: { "content-type": "application/octet-stream" } }, 403, "SignatureDoesNotMatch"],
    ["another host", { headers: { host: "storage.localhost" } }, 403, "SignatureDoesNotMatch"],
    ["a GET", { method: "GET" }, 403, "SignatureDoesNotMatch"],
    ["a Content-MD5 that is none", { headers: { "content-md5": "nonsense" } }, 400, "InvalidDigest"],
    ["a Content-MD5 of other bytes", { headers: { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" } }, 400, "BadDigest"],
    ["a token besides the signature", { headers: { authorization: "Token x" } }, 400, "InvalidArgument"],
  ])("%s", async (_, options, status, code) => {
    const id = await client.create();
    const refused = await put(await client.uploadUrl(id), CSV, options);
    expect([refused.status, codeOf(refused.text)]).toEqual([status, code]);
    expect(refused.headers["content-type"]).toBe("application/xml");
    expect(await client.get(id)).toMatchObject({ status: "UNINITIALISED" });
    expect(await leftovers()).toEqual([]);
  });

  it("a signature of which a part is missing", async () => {
    const url = (await client.uploadUrl(await client.create())).replace(/&X-Amz-Date=[^&]*/, "");
    expect(codeOf((await put(url, CSV)).text)).toBe("AuthorizationQueryParametersError");
  });

  it("a chunked body, before it is read to its end", async () => {
    const url = await client.uploadUrl(await client.create());
    const headers = { ...type, "transfer-encoding": "chunked" };
    const refused = await putRaw(url, { headers }, (request) => request.write("id,a\n"));
    expect([refused.status, codeOf(refused.text)]).toEqual([501, "NotImplemented"]);
  });

  it("a body of no declared length", async () => {
    const heard = await speak(await client.uploadUrl(await client.create()), [
      "Content-Type: text/csv",
      "Connection: close",
    ]);
    expect(heard).toMatch(/^HTTP\/1\.1 411 /);
    expect(codeOf(heard)).toBe("MissingContentLength");
  });

  it("more than 5 GiB, by its declared length; exactly 5 GiB is accepted", async () => {
    const url = await client.uploadUrl(await client.create());
    const ask = (bytes: number) => ({ headers: { ...type, "content-length": String(bytes), expect: "100-continue" } });
    const refused = await putRaw(url, ask(5 * 1024 ** 3 + 1), (request) => request.flushHeaders());
    expect([refused.status, codeOf(refused.text)]).toEqual([400, "EntityTooLarge"]);

    const letIn = new Promise<void>((resolve) => {
      putRaw(url, ask(5 * 1024 ** 3), (request) => {
        request.flushHeaders();
        request.once("continue", () => {
          request.destroy();
          resolve();
        });
      }).catch(() => {});
    });
    await letIn;
  });

  it("a body that ends before its declared length", async () => {
    const id = await client.create();
    const head = ["Content-Type: text/csv", "Content-Length: 100"];
    const heard = await speak(await client.uploadUrl(id), head, { body: CSV, end: true });
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(codeOf(heard)).toBe("IncompleteBody");
    expect(await client.get(id)).toMatchObject({ status: "UNINITIALISED" });
    await expect.poll(leftovers).toEqual([]);
  });
});

it("an upload whose client goes away in the middle counts for nothing, and leaves nothing behind", async () => {
  const id = await client.create();
  const url = await client.uploadUrl(id);
  const broken = putRaw(url, { headers: { ...type, "content-length": "100000" } }, (request) => {
    request.write("id,a\n", () => request.destroy());
  });
  await expect(broken).rejects.toThrow();
  await expect.poll(() => client.sandbox.requests.at(-1)?.path).toMatch(/^\/uploads\//);
  await expect.poll(leftovers).toEqual([]);
  expect(client.sandbox.datasets()).toMatchObject([{ status: "UNINITIALISED", upload: null, uploads: 0 }]);
});

describe("a second upload", () => {
  it("of the same bytes is answered as the first, and changes nothing", async () => {
    const id = await client.upload(CSV);
    await client.settled(id);
    const again = await put(await client.uploadUrl(id, "another-name.csv"), CSV);
    expect(again.status).toBe(200);
    expect(again.headers.etag).toBe(`"${createHash("md5").update(CSV).digest("hex")}"`);
    expect(await client.get(id)).toMatchObject({ status: "READY", filename: "reviews.csv" });
    expect(client.sandbox.datasets()).toMatchObject([{ uploads: 2 }]);
  });

  it("of other bytes cannot replace what may be in use", async () => {
    const id = await client.upload(CSV);
    await client.settled(id);
    const other = await put(await client.uploadUrl(id), "id,a\n1,other\n");
    expect([other.status, codeOf(other.text)]).toEqual([412, "PreconditionFailed"]);
    const [dataset] = client.sandbox.datasets();
    expect(await readFile(dataset?.filePath ?? "", "utf8")).toBe(CSV);
    expect(await leftovers()).toEqual([]);
  });

  it("after an ERROR is another try", async () => {
    const id = await client.upload("no datapoints\n");
    expect(await client.settled(id)).toMatchObject({ status: "ERROR" });
    await put(await client.uploadUrl(id), CSV);
    expect(await client.settled(id)).toMatchObject({ status: "READY", total_datapoint_count: 1 });
  });

  it("at the same time as the first leaves one of the two, whole", async () => {
    const url = await client.uploadUrl(await client.create());
    const bodies = ["id,a\n1,first\n", "id,a\n1,second\n"];
    const answers = await Promise.all(bodies.map((body) => put(url, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const kept = bodies[answers.findIndex(({ status }) => status === 200)];
    expect(await readFile(client.sandbox.datasets()[0]?.filePath ?? "", "utf8")).toBe(kept);
  });
});

it("an upload URL outlives a restart", async () => {
  const id = await client.create();
  const path = new URL(await client.uploadUrl(id));
  await client.restart({ port: Number(path.port) });
  expect((await put(path.href, CSV)).status).toBe(200);
});

it.each(["a b.csv", "100%.csv", "%2F.csv", "a/b.csv", "a+b.csv", `it's "q".csv`, "ü🎉.csv", "a?b#c&d=e.csv", "\\.csv"])(
  "the file name %s arrives unchanged",
  async (name) => {
    const id = await client.create();
    await put(await client.uploadUrl(id, name), CSV);
    expect(await client.get(id)).toMatchObject({ filename: name });
  },
);

it("neither the token nor a signature is in the log or among the requests", async () => {
  const lines: string[] = [];
  await client.restart({ log: (line) => lines.push(line) });
  const id = await client.upload("no datapoints\n");
  await client.settled(id);
  const seen = JSON.stringify([lines, client.sandbox.requests]);
  expect(lines.join("\n")).toContain("ends in ERROR: The file has a header and no datapoints.");
  expect(seen).toContain(`/uploads/${id}/reviews.csv`);
  expect(seen).not.toMatch(/X-Amz|Signature/);
  expect(seen).not.toContain(TOKEN);
});
