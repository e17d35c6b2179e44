import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isIP } from "node:net";

export interface GuardOptions {
  /** The address that the server listens on, if it is not a loopback address. */
  readonly host?: string;
  /** The paths that a link on another site may open in a tab. Default: none. */
  readonly mayVisit?: (path: string, request: IncomingMessage) => boolean;
  /** The requests that pages of another site may make. Default: none. */
  readonly mayFetch?: (request: IncomingMessage) => boolean;
}

/** The response to a refused request. */
export interface Refusal {
  readonly status: 400 | 403;
  readonly message: string;
}

/** AWS clients address a bucket of a local S3 as `bucket.localhost`. */
const LOOPBACK_NAME = /^(([a-z0-9_][a-z0-9._-]*\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/;

/**
 * Keeps websites away from a server on this machine.
 *
 * A website can reach such a server in two ways. Its own name may resolve to this machine (DNS rebinding): then the Host
 * header has that name, and only names that no website can have are accepted. Or one of its pages sends a cross-origin
 * request: then the browser says so in Sec-Fetch-Site, or an older one in Origin or Referer. Other programs do not send
 * these headers, so they are not affected.
 */
export function refusalOf(request: IncomingMessage, options: GuardOptions = {}): Refusal | undefined {
  const { headers, url = "" } = request;
  // An absolute target overrides the Host header (RFC 9112, section 3.2.2).
  if (!url.startsWith("/")) return { status: 400, message: "The request target must be a path." };
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1) return { status: 400, message: "A request needs one Host header." };
  const host = (headers.host ?? "").toLowerCase();
  if (!isOwnName(host, options.host)) {
    return { status: 403, message: "This server only answers to 127.0.0.1 and localhost." };
  }
  if (isFromElsewhere(request) && !isVisit(request, options) && options.mayFetch?.(request) !== true) {
    return { status: 403, message: "Requests from other sites are not allowed." };
  }
  return undefined;
}

/** The same request listener, behind the guard. */
export function guarded(listener: RequestListener, options: GuardOptions = {}): RequestListener {
  return (request, response) => {
    const refusal = refusalOf(request, options);
    if (refusal) return refuse(request, response, refusal);
    // Stored content never runs with this server's origin, and pages of other sites cannot read it.
    response.setHeader("Content-Security-Policy", "sandbox");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    return listener(request, response);
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  // The rest of the request is not read: the connection is closed.
  request.pause();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${message}\n`);
}

function isOwnName(host: string, listensOn: string | undefined): boolean {
  const [, name = ""] = HOST.exec(host) ?? [];
  if (LOOPBACK_NAME.test(name)) return true;
  if (listensOn === undefined || LOOPBACK_NAME.test(listensOn) || listensOn === "::1") return false;
  // A server that listens on the network has names that it cannot know. A website's name has a dot and is not an address.
  const isAddress = isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  return name !== "" && (name === listensOn.toLowerCase() || isAddress || !name.includes("."));
}

/** Whether a browser says that it makes the request for a page of another origin. */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const own = `http://${(headers.host ?? "").toLowerCase()}`;
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== own) return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return headers.referer !== undefined && originOf(headers.referer) !== own;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** The user followed a link: the page opens in its own tab, which the linking site cannot read. */
function isVisit(request: IncomingMessage, { mayVisit }: GuardOptions): boolean {
  const { method, headers, url = "" } = request;
  return (
    (method === "GET" || method === "HEAD") &&
    headers.origin === undefined &&
    headers["sec-fetch-mode"] === "navigate" &&
    (headers["sec-fetch-dest"] ?? "document") === "document" &&
    mayVisit?.(url.split("?", 1)[0] ?? "", request) === true
  );
}
