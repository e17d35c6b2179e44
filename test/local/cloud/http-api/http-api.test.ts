import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, type CloudOptions, startCloud } from "../../../../local/cloud/cloud.ts";
import type { HttpApiEvent } from "../../../../local/cloud/http-api/event.ts";
import { addPageApi } from "./page-api.ts";

let folder: string;
let assembly: string;
let cloud: Cloud;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "http-api-test-"));
  const app = new App({ outdir: join(folder, "assembly"), analyticsReporting: false });
  const stack = new Stack(app, "Test");
  const { page, api } = addPageApi(stack, { issuer: "https://issuer.example" });
  page.addEnvironment("PAGE_URL", api.apiEndpoint);
  new CfnOutput(stack, "PageUrl", { value: api.apiEndpoint });
  new CfnOutput(stack, "StageUrl", { value: api.url ?? "" });
  assembly = app.synth().directory;
  cloud = await start("run");
  url = cloud.apiEndpoint ?? "";
});
afterAll(async () => {
  await cloud?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (name: string, options: Partial<CloudOptions> = {}) =>
  startCloud({ folder: join(folder, name), assembly, datasetApi: { url: "http://none", token: "" }, ...options });
/** The event that a request becomes. */
const get = async (path: string, init?: RequestInit): Promise<HttpApiEvent> =>
  JSON.parse(await (await fetch(url + path, init)).text());
/** The answer to a function's result. */
const answerTo = (asked: unknown) =>
  fetch(`${url}/public/answer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
/** As programs other than fetch may send it. */
function send(path: string, headers: Record<string, string | string[]>, body?: Buffer) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asked = request(url + path, { method: body ? "POST" : "GET", headers });
    asked.once("response", async (answer) => resolve({ status: answer.statusCode, body: await text(answer) }));
    asked.once("error", reject);
    asked.end(body);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = Object(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("the embedded HTTP API", () => {
  it("has a local address, which is in the outputs and in the functions' environment", () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(cloud.outputs).toEqual({ PageUrl: url, StageUrl: `${url}/` });
    expect(cloud.function("Test-PageFunction").configuration.environment).toEqual({ PAGE_URL: url });
  });

  it("reports a port in use, and leaves none open behind it", async () => {
    const port = await freePort();
    const inUse = Number(new URL(url).port);
    await expect(start("second", { port, apiPort: inUse })).rejects.toMatchObject({ code: "EADDRINUSE", port: inUse });
    const second = await start("second", { port, signIn: true });
    try {
      expect(second.endpoint).toBe(`http://127.0.0.1:${port}`);
      const answer = await fetch(`${second.apiEndpoint}/api/session`);
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    } finally {
      await second.stop();
    }
  });

  it("invokes the function with the request in the payload format 2.0", async () => {
    const { body } = await send("/folders/a%20b/%C3%BC%2Fc?x=1&x=%202&y=", {
      cookie: ["a=1; b=2", "c=3"],
      "X-Name": ["one", "two"],
      "user-agent": "test",
    });
    const host = new URL(url).host;
    expect(JSON.parse(body)).toEqual({
      version: "2.0",
      routeKey: "GET /folders/{path+}",
      rawPath: "/folders/a b/ü/c",
      rawQueryString: "x=1&x=%202&y=",
      cookies: ["a=1", "b=2", "c=3"],
      headers: {
        "content-length": "0",
        host,
        "user-agent": "test",
        "x-name": "one,two",
        "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": new URL(url).port,
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { x: "1, 2", y: "" },
      pathParameters: { path: "a b/ü/c" },
      requestContext: {
        accountId: "000000000000",
        apiId: "test-pageapi",
        domainName: host,
        domainPrefix: "test-pageapi",
        http: {
          method: "GET",
          path: "/folders/a b/ü/c",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "test",
        },
        requestId: expect.stringMatching(/^.{15}=$/),
        routeKey: "GET /folders/{path+}",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
  });

  it("loses what follows an encoded question mark, as API Gateway does", async () => {
    expect(await get("/folders/what%3Fnow?x=1")).toMatchObject({
      rawPath: "/folders/what",
      pathParameters: { path: "what" },
      rawQueryString: "x=1",
    });
  });

  it.each([
    ["application/json", '{"a":"ü"}', '{"a":"ü"}', false],
    ["text/plain;charset=utf-8", "ü", "ü", false],
    ["application/problem+json", "{}", "{}", false],
    ["application/x-www-form-urlencoded", "a=1", "YT0x", true],
    ["application/octet-stream", "a", "YQ==", true],
  ])("passes a body of the type %s on", async (type, body, passed, isBase64Encoded) => {
    const event = await get("/public/x", { method: "PUT", headers: { "content-type": type }, body });
    expect(event).toMatchObject({ body: passed, isBase64Encoded });
  });

  it("answers with what the function says", async () => {
    const answer = await answerTo({
      result: {
        statusCode: 201,
        headers: { "Content-Type": "image/png", "x-number": 1, "content-length": "99" },
        cookies: ["a=1; Secure", "b=2"],
        body: "aGVsbG8=",
        isBase64Encoded: true,
      },
    });
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "x-number": "1",
      "content-length": "5",
    });
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Secure", "b=2"]);
    expect(await answer.text()).toBe("hello");
  });

  it("answers with no header that would be missing on AWS", async () => {
    const { headers } = await answerTo({ result: { statusCode: 200, body: "<p>" } });
    expect([...headers.keys()].sort()).toEqual([
      "apigw-requestid",
      "connection",
      "content-length",
      "content-type",
      "date",
      "keep-alive",
    ]);
    expect(headers.get("content-type")).toBe("text/plain;charset=utf-8");
  });

  it.each([
    ["a text", "hello", "hello"],
    ["an object", { ok: true }, '{"ok":true}'],
    ["a list", [1, 2], "[1,2]"],
    ["nothing", null, "null"],
  ])("takes a result without a status for the body: %s", async (_, result, body) => {
    const answer = await answerTo({ result });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await answer.text()).toBe(body);
  });

  it.each([
    ["has no number as its status", { result: { statusCode: "fine" } }],
    ["has a body that is no text", { result: { statusCode: 200, body: { a: 1 } } }],
    ["has an invalid header", { result: { statusCode: 200, headers: { "x-a": "1\r\nx-b: 2" } } }],
    ["is larger than Lambda returns", { fill: 6_291_556 }],
    ["is an error", { fail: true }],
  ])("answers 500 where the result %s", async (_, asked) => {
    const answer = await answerTo(asked);
    expect([answer.status, await answer.json()]).toEqual([500, { message: "Internal Server Error" }]);
  });

  it("answers 503 where the function takes longer than the integration may", async () => {
    const answer = await fetch(`${url}/slow`);
    expect([answer.status, await answer.json()]).toEqual([503, { message: "Service Unavailable" }]);
  });

  it("answers while more requests wait than the other functions run at a time", async () => {
    const waiting = await Promise.all(Array.from({ length: 4 }, () => fetch(`${url}/slow`)));
    // Their invocations go on.
    expect(waiting.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect((await fetch(`${url}/`)).status).toBe(200);
  });

  it("answers 503 above the account's quota, and what Lambda refuses", async () => {
    const { quotas } = cloud;
    const { concurrentExecutions } = quotas;
    quotas.concurrentExecutions = 0;
    const answer = await fetch(`${url}/`).finally(() => {
      quotas.concurrentExecutions = concurrentExecutions;
    });
    expect([answer.status, await answer.json()]).toEqual([503, { message: "Service Unavailable" }]);
  });

  it.each([
    ["more than the 10 MB of the API", 10 * 1024 ** 2 + 1],
    ["more than Lambda's 6 MB", 5 * 1024 ** 2],
  ])("answers 413 to %s", async (_, bytes) => {
    const answer = await send("/public/x", { "content-type": "application/octet-stream" }, Buffer.alloc(bytes));
    expect(answer).toEqual({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  it("answers 404 without a route, and where only another method has one", async () => {
    for (const [path, method] of [
      ["/nothing", "GET"],
      ["/", "HEAD"],
      ["/assets/a/b", "GET"],
    ] as const) {
      const answer = await fetch(url + path, { method });
      expect(answer.status).toBe(404);
      if (method === "GET") expect(await answer.json()).toEqual({ message: "Not Found" });
    }
  });

  it("has the one person of this machine on a route with a sign-in, in the claims and in the token", async () => {
    const event = await get("/api/session", { headers: { authorization: "Bearer anything" } });
    const { claims = {}, ...rest } = event.requestContext.authorizer?.jwt ?? {};
    expect(claims).toEqual({
      sub: "local",
      email: "local",
      groups: "[local]",
      exp: expect.stringMatching(/^\d+$/),
    });
    expect(rest).toEqual({ scopes: null });
    const [, payload = "", signature] = event.headers.authorization?.split(".") ?? [];
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toEqual({
      sub: "local",
      email: "local",
      groups: ["local"],
      exp: Number(claims.exp),
    });
    expect(signature).toBe("");
    expect((await get("/")).requestContext.authorizer).toBeUndefined();
  });

  it("cannot be reached by websites, but for links to its pages", async () => {
    const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await send("/", visit)).status).toBe(200);
    for (const path of ["/api/drops", "/assets/app.js"]) expect((await send(path, visit)).status).toBe(403);
    expect((await send("/", { ...visit, "sec-fetch-mode": "cors" })).status).toBe(403);
    expect((await send("/public/x", { origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await send("/", { host: "elsewhere.example" })).status).toBe(403);
  });
});
