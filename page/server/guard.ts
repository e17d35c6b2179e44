import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isIP } from "node:net";

export interface GuardOptions {
  /** Where the server listens, if somebody chose to have it reached from beyond this machine. Default: loopback alone. */
  readonly host?: string;
  /** Which paths a link on another site may open in a tab. Default: none. */
  readonly mayVisit?: (path: string) => boolean;
}

/** A refused request: what the answer says. */
export interface Refusal {
  readonly status: 400 | 403;
  readonly message: string;
}

/** `bucket.localhost` is how AWS clients address a bucket of a local S3. */
const LOOPBACK_NAME = /^(([a-z0-9_][a-z0-9._-]*\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/;

/**
 * Keeps websites out of a server of this machine.
 *
 * A website reaches such a server in two ways. Its own name may lead here (DNS rebinding): then the Host header holds that
 * name, and only names that no website can have are answered. Or one of its pages sends a request across origins: then
 * the browser says so, in Sec-Fetch-Site or, where it is older, in Origin or Referer. No program but a browser sends these,
 * so that clients pass.
 */
export function refusalOf(request: IncomingMessage, options: GuardOptions = {}): Refusal | undefined {
  const { headers, url = "" } = request;
  // An absolute target would count in place of the Host header (RFC 9112, section 3.2.2).
  if (!url.startsWith("/")) return { status: 400, message: "The request target must be a path." };
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1) return { status: 400, message: "A request needs one Host header." };
  const host = (headers.host ?? "").toLowerCase();
  if (!isOwnName(host, options.host)) {
    return { status: 403, message: "This server answers to 127.0.0.1 and localhost alone." };
  }
  if (comesFromElsewhere(headers, host) && !isVisit(request, options)) {
    return { status: 403, message: "No other site's page may ask this." };
  }
  return undefined;
}

/** The same request listener, behind the guard. */
export function guarded(listener: RequestListener, options: GuardOptions = {}): RequestListener {
  return (request, response) => {
    const refusal = refusalOf(request, options);
    if (refusal) return refuse(request, response, refusal);
    // What is stored here is never run in this server's name, or read by another site's page.
    response.setHeader("Content-Security-Policy", "sandbox");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    return listener(request, response);
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  // What is still to come of the request is not read: the connection ends here.
  request.pause();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${message}\n`);
}

function isOwnName(host: string, listensOn: string | undefined): boolean {
  const [, name = ""] = HOST.exec(host) ?? [];
  if (LOOPBACK_NAME.test(name)) return true;
  if (listensOn === undefined || LOOPBACK_NAME.test(listensOn) || listensOn === "::1") return false;
  // Opened on purpose, the server has names that it cannot know. A website's name has a dot, and is no address.
  const isAddress = isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  return name !== "" && (name === listensOn.toLowerCase() || isAddress || !name.includes("."));
}

function comesFromElsewhere(headers: IncomingMessage["headers"], host: string): boolean {
  const own = `http://${host}`;
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== own) return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return headers.referer !== undefined && originOf(headers.referer) !== own;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** Somebody followed a link: the page opens in a tab of its own, where the site that has the link reads nothing. */
function isVisit({ method, headers, url = "" }: IncomingMessage, { mayVisit }: GuardOptions): boolean {
  return (
    (method === "GET" || method === "HEAD") &&
    headers.origin === undefined &&
    headers["sec-fetch-mode"] === "navigate" &&
    (headers["sec-fetch-dest"] ?? "document") === "document" &&
    mayVisit?.(url.split("?", 1)[0] ?? "") === true
  );
}
