import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type GuardOptions, guarded } from "../../../page/server/guard.ts";

let server: Server | undefined;
let reached = 0;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  reached = 0;
});

/** Sends raw lines. @returns the status */
async function send(lines: readonly string[], options: GuardOptions = {}): Promise<number> {
  server = createServer(
    guarded((_, response) => {
      reached++;
      response.end("reached");
    }, options),
  );
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.end(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
}

describe("a server of this machine", () => {
  it.each([
    "127.0.0.1:4566",
    "127.0.0.1",
    "localhost:80",
    "LOCALHOST",
    "[::1]:4566",
    "bucket.localhost:4566",
    "a.b.localhost",
  ])("answers to %s", async (host) => {
    expect(await send(["GET / HTTP/1.1", `Host: ${host}`])).toBe(200);
  });

  it.each([
    "rebound.example",
    "rebound.example:4566",
    "localhost.rebound.example",
    "127.0.0.1.rebound.example",
    "localhost@rebound.example",
    "rebound.example#.localhost",
    "192.168.0.7:4566",
    "0.0.0.0",
    "evillocalhost",
  ])("does not answer to %s", async (host) => {
    expect(await send(["GET / HTTP/1.1", `Host: ${host}`])).toBe(403);
    expect(reached).toBe(0);
  });

  it.each([
    ["no Host header", ["GET / HTTP/1.0"]],
    ["two Host headers", ["GET / HTTP/1.1", "Host: 127.0.0.1", "Host: rebound.example"]],
    ["an absolute target", ["GET http://rebound.example/ HTTP/1.1", "Host: 127.0.0.1"]],
  ])("refuses a request with %s", async (_, lines) => {
    expect(await send(lines)).toBe(400);
    expect(reached).toBe(0);
  });

  it.each([
    ["a form of another site", "POST", ["Origin: http://site.example", "Sec-Fetch-Site: cross-site"]],
    ["a form of another port", "POST", ["Origin: http://127.0.0.1:1", "Sec-Fetch-Site: same-site"]],
    ["a sandboxed frame", "POST", ["Origin: null"]],
    ["an image", "GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]],
    ["a frame", "GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]],
    ["a preflight", "OPTIONS", ["Origin: http://site.example", "Access-Control-Request-Method: PUT"]],
    ["a WebSocket", "GET", ["Origin: http://site.example", "Upgrade: websocket", "Connection: Upgrade"]],
    ["an older browser", "GET", ["Referer: http://site.example/page"]],
  ])("refuses %s", async (_, method, headers) => {
    const lines = [`${method} / HTTP/1.1`, "Host: 127.0.0.1:4566", "Content-Length: 0", ...headers];
    expect(await send(lines, { mayVisit: () => true })).toBe(403);
    expect(reached).toBe(0);
  });

  it("may be visited from another site where that is a page, and nowhere else", async () => {
    const visit = (path: string) => [
      `GET ${path} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Mode: navigate",
      "Sec-Fetch-Dest: document",
    ];
    expect(await send(visit("/page?x"), { mayVisit: (path) => path === "/page" })).toBe(200);
    expect(await send(visit("/other"), { mayVisit: (path) => path === "/page" })).toBe(403);
    expect(await send(visit("/page"))).toBe(403);
  });

  it("may be called by a page of another origin where the call says so, and by no name of a website", async () => {
    const call = (path: string, host = "127.0.0.1") => [
      `PUT ${path} HTTP/1.1`,
      `Host: ${host}`,
      "Origin: http://127.0.0.1:1",
      "Sec-Fetch-Site: same-site",
      "Content-Length: 0",
    ];
    const options: GuardOptions = { mayFetch: ({ url }) => url === "/file?signed" };
    expect(await send(call("/file?signed"), options)).toBe(200);
    expect(await send(call("/file"), options)).toBe(403);
    expect(await send(call("/file?signed", "rebound.example"), options)).toBe(403);
    expect(await send(call("/file?signed"))).toBe(403);
  });

  it("answers its own page, an address that was typed in, and clients that are no browser", async () => {
    const own = [
      "POST / HTTP/1.1",
      "Host: localhost:4566",
      "Origin: http://localhost:4566",
      "Sec-Fetch-Site: same-origin",
    ];
    expect(await send([...own, "Content-Length: 0"])).toBe(200);
    expect(await send(["GET / HTTP/1.1", "Host: 127.0.0.1", "Sec-Fetch-Site: none"])).toBe(200);
    expect(await send(["PUT / HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0"])).toBe(200);
  });

  it("answers to addresses and local names once it is opened to a network, and still to no website's name", async () => {
    const open = { host: "0.0.0.0" };
    expect(await send(["GET / HTTP/1.1", "Host: 192.168.0.7:8787"], open)).toBe(200);
    expect(await send(["GET / HTTP/1.1", "Host: sandbox:8787"], open)).toBe(200);
    expect(await send(["GET / HTTP/1.1", "Host: rebound.example:8787"], open)).toBe(403);
  });
});
