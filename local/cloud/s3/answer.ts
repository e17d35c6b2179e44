import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { S3Error } from "../../s3-protocol/s3-error.ts";
import { element, elements, Xml } from "../gateway/xml.ts";
import type { S3Call } from "./s3-call.ts";

export interface S3Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Readable;
}

// A client that is refused while it sends needs a moment to read the response before its connection is closed.
const LINGER_MS = 2000;
const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An answer in S3's XML. */
export function xmlAnswer(root: string, parts: readonly Xml[], headers: OutgoingHttpHeaders = {}): S3Answer {
  const body = new Xml(`<${root} xmlns="${NAMESPACE}">${elements(parts).toString().replace(/^.*\n/, "")}</${root}>`);
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body: String(body) };
}

/** An element where there is a value for it. */
export function optional(name: string, value: string | number | undefined | null): Xml[] {
  return value === undefined || value === null ? [] : [element(name, value)];
}

/** Sends an answer; what the request still holds is not read any further. */
export async function sendAnswer(
  { request, method }: S3Call,
  response: ServerResponse,
  answer: S3Answer,
): Promise<void> {
  const { status, headers = {}, body = "" } = answer;
  if (response.destroyed || response.socket?.destroyed) {
    if (typeof body !== "string") body.destroy();
    return;
  }
  const isUnread = !request.complete && !(request.headers["content-length"] === "0");
  response.writeHead(status, {
    "x-amz-request-id": requestId(),
    "x-amz-id-2": "local",
    ...headers,
    ...(typeof body === "string" &&
      status !== 204 &&
      status !== 304 && { "content-length": headers["content-length"] ?? Buffer.byteLength(body) }),
    ...(isUnread && { connection: "close" }),
  });
  if (typeof body !== "string") {
    if (method === "HEAD") {
      body.destroy();
      response.end();
      return;
    }
    // A client that disconnects is not an error.
    await pipeline(body, response).catch(() => response.destroy());
    return;
  }
  const text = method === "HEAD" ? undefined : body;
  if (!isUnread || request.headers.expect?.toLowerCase() === "100-continue") {
    response.end(text);
    return;
  }
  if (text !== undefined) response.write(text);
  request.resume();
  await Promise.race([finished(request), sleep(LINGER_MS, undefined, { ref: false })]).catch(() => {});
  response.end();
}

export function errorAnswer(error: S3Error, headers: OutgoingHttpHeaders = {}): S3Answer {
  return {
    status: error.status,
    headers: { "content-type": "application/xml", ...headers },
    body: error.toXml(requestId()),
  };
}

function requestId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
}
