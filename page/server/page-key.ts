import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Problem } from "../../functions/page/page-types.ts";
import { isFromElsewhere } from "./guard.ts";

const NO_KEY = "Open the URL that dropset page printed when it started: it has the key to this page.";
const OLD_KEY =
  "This page belongs to an earlier run of dropset page. Open the URL that the command printed when it started last.";

/** What opens a page on this machine, which other users of the machine can connect to as well. */
export interface PageKey {
  /** The URL with the key. @param origin the server's */
  urlAt(origin: string): string;
  /** The same request listener, for browsers that have opened that URL. Any other request gets 403. */
  guarded(listener: RequestListener): RequestListener;
}

/** A new key. A browser exchanges it for a cookie, so that it stays in no address. */
export function createPageKey(): PageKey {
  const key = randomBytes(24).toString("base64url");
  return {
    urlAt: (origin) => `${origin}/?key=${key}`,
    guarded: (listener) => (request, response) => {
      if (isSame(cookieOf(request), key)) return listener(request, response);
      if (isSame(keyOf(request), key)) return giveCookie(request, response, key);
      return refuse(request, response);
    },
  };
}

function keyOf({ method, url = "" }: IncomingMessage): string | undefined {
  const [path, query] = url.split("?", 2);
  if (method !== "GET" || path !== "/") return undefined;
  return new URLSearchParams(query).get("key") ?? undefined;
}

/** All ports of a host share their cookies: the name tells the servers apart. */
function cookieName({ socket }: IncomingMessage): string {
  return `dropset-page-${socket.localPort}`;
}

function cookieOf(request: IncomingMessage): string | undefined {
  const start = `${cookieName(request)}=`;
  const cookies = (request.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
}

function giveCookie(request: IncomingMessage, response: ServerResponse, key: string): void {
  response.setHeader("Set-Cookie", `${cookieName(request)}=${key}; HttpOnly; SameSite=Strict; Path=/`);
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Referrer-Policy", "no-referrer");
  if (!isFromElsewhere(request)) {
    response.writeHead(303, { location: "/" }).end();
    return;
  }
  // From a link on another site, such as a terminal in a browser, a redirect would not send a strict cookie along.
  response.setHeader("Content-Security-Policy", "default-src 'none'");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", refresh: "0; url=/" });
  response.end("<!doctype html><title>dropset</title>");
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  // What is left of the request is not read.
  request.pause();
  const isApi = request.url?.startsWith("/api/") === true;
  const type = isApi ? "application/json" : "text/plain; charset=utf-8";
  response.writeHead(403, { "content-type": type, "cache-control": "no-store", connection: "close" });
  response.end(isApi ? JSON.stringify({ message: OLD_KEY } satisfies Problem) : `${NO_KEY}\n`);
}

/** In constant time: of digests, which are equally long. */
function isSame(given: string | undefined, key: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
