import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CorsRule } from "../../../../local/cloud/s3/cors.ts";
import { S3Server } from "./s3-server.ts";

const NAMED: CorsRule = {
  origins: ["https://page.example", "https://*.team.example"],
  methods: ["GET", "PUT"],
  headers: ["Content-Type", "x-amz-meta-*"],
  exposed: ["ETag", "x-amz-version-id"],
  maxAgeSeconds: 300,
};
const ANY: CorsRule = { origins: ["*"], methods: ["GET"], headers: [], exposed: [], maxAgeSeconds: undefined };

let server: S3Server;

beforeAll(async () => {
  server = await S3Server.start();
  server.store.cors.set(server.bucket("shared"), [NAMED, ANY]);
  server.bucket("closed");
});
afterAll(() => server.remove());

async function send(method: string, path: string, headers: Record<string, string>) {
  const answer = await fetch(server.endpoint + path, { method, headers });
  const names = ["allow-origin", "allow-methods", "allow-headers", "expose-headers", "max-age", "allow-credentials"];
  const allowed = names.flatMap((name) => {
    const value = answer.headers.get(`access-control-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, body: await answer.text(), ...Object.fromEntries(allowed) };
}
const ask = (origin: string, method: string, headers = "", path = "/shared/a.csv") =>
  send("OPTIONS", path, {
    origin,
    "access-control-request-method": method,
    ...(headers && { "access-control-request-headers": headers }),
  });

describe("a bucket's CORS rules", () => {
  it("allow what they name, with what a page may send and read", async () => {
    expect(await ask("https://page.example", "PUT", "content-type,X-Amz-Meta-Who")).toEqual({
      status: 200,
      body: "",
      "allow-origin": "https://page.example",
      "allow-methods": "GET, PUT",
      "allow-headers": "content-type, x-amz-meta-who",
      "expose-headers": "ETag, x-amz-version-id",
      "max-age": "300",
      "allow-credentials": "true",
    });
  });

  it.each([
    ["https://a.team.example", "PUT", "https://a.team.example"],
    ["https://elsewhere.example", "GET", "*"],
  ])("allow by a wildcard: %s may %s", async (origin, method, allowed) => {
    expect(await ask(origin, method)).toMatchObject({ status: 200, "allow-origin": allowed });
  });

  it.each([
    ["another origin", "https://elsewhere.example", "PUT", ""],
    ["an origin that begins alike", "https://page.example.org", "PUT", ""],
    ["no origin", "null", "PUT", ""],
    ["another method", "https://page.example", "DELETE", ""],
    ["another header", "https://page.example", "PUT", "content-type, x-amz-acl"],
  ])("do not allow %s", async (_, origin, method, headers) => {
    const { status, body, ...allowed } = await ask(origin, method, headers);
    expect([status, allowed]).toEqual([403, {}]);
    expect(body).toContain("<Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.");
    expect(body).toContain(`<Method>${method}</Method><ResourceType>OBJECT</ResourceType>`);
  });

  it("are needed: a bucket without any answers no page", async () => {
    const { status, body } = await ask("https://page.example", "GET", "", "/closed/a.csv");
    expect([status, body]).toEqual([403, expect.stringContaining("CORS is not enabled for this bucket.")]);
    expect(await send("GET", "/closed/a.csv", { origin: "https://page.example" })).toEqual({
      status: 404,
      body: expect.stringContaining("NoSuchKey"),
    });
  });

  it("want a question with an origin and a method", async () => {
    expect(await send("OPTIONS", "/shared/a", {})).toMatchObject({ status: 400 });
    expect(await send("OPTIONS", "/shared/a", { origin: "https://page.example" })).toMatchObject({ status: 400 });
    expect(await ask("https://page.example", "PATCH")).toMatchObject({ status: 400 });
  });

  it("let a page read answers, those of errors too", async () => {
    const origin = "https://page.example";
    const readable = { "allow-origin": origin, "expose-headers": "ETag, x-amz-version-id" };
    expect(await send("PUT", "/shared/a.csv", { origin })).toMatchObject({ status: 200, ...readable });
    expect(await send("GET", "/shared/a.csv", { origin })).toMatchObject({ status: 200, ...readable });
    expect(await send("GET", "/shared/none.csv", { origin })).toMatchObject({ status: 404, ...readable });
    expect(await send("DELETE", "/shared/a.csv", { origin })).toEqual({ status: 204, body: "" });
    expect(await send("GET", "/shared/a.csv", {})).not.toHaveProperty("allow-origin");
  });
});
