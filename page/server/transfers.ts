import { randomBytes } from "node:crypto";
import { type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import type { Signing } from "../../functions/page/signing.ts";

/** Where transfers are: no page and no asset has such a path. */
const TRANSFERS = "/transfers/";

/** What of S3's answer the browser gets. */
const ANSWERED = [
  "content-length",
  "content-type",
  "content-disposition",
  "content-range",
  "accept-ranges",
  "etag",
  "x-amz-version-id",
  "x-amz-request-id",
];

interface Transfer {
  readonly method: "GET" | "PUT";
  readonly url: URL;
  /** In milliseconds since the epoch. */
  readonly validUntil: number;
}

/** Carries files between the browser and S3, which does not let pages of this machine call it. */
export interface Transfers {
  /** As the page signs, with paths of this server in place of S3's URLs. @param origin this server's */
  signing(signing: Signing, origin: string): Signing;
  /** Passes a request on to the S3 URL that its path stands for. @returns whether it is for a transfer */
  pass(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * A request says no more than a random number: it stands for a URL that this process signed, with its one method. So nobody can
 * have this server call an address of their choice.
 */
export function createTransfers(): Transfers {
  const known = new Map<string, Transfer>();

  function add(method: Transfer["method"], signed: string): string {
    for (const [id, { validUntil }] of known) {
      if (validUntil > Date.now()) break;
      known.delete(id);
    }
    const url = new URL(signed);
    const id = randomBytes(24).toString("base64url");
    known.set(id, { method, url, validUntil: Date.now() + Number(url.searchParams.get("X-Amz-Expires")) * 1000 });
    return TRANSFERS + id;
  }

  return {
    signing: (signing, origin) => ({
      async upload(file) {
        const { url, headers } = await signing.upload(file);
        return { url: add("PUT", url), headers };
      },
      part: async (part) => add("PUT", await signing.part(part)),
      download: async (object, savedAs) => add("GET", await signing.download(object, savedAs)),
      origin: async () => origin,
    }),

    pass(request, response) {
      const { method, url = "" } = request;
      if (!url.startsWith(TRANSFERS)) return false;
      const transfer = known.get(url.slice(TRANSFERS.length));
      if (!transfer || transfer.validUntil < Date.now() || transfer.method !== method) {
        // The status that S3 has for a URL that is no longer valid.
        refuse(request, response, 403, "This transfer has expired.");
      } else {
        passOn(request, response, transfer);
      }
      return true;
    },
  };
}

/** Nothing is kept of the body: it goes as fast as the slower side takes it. */
function passOn(request: IncomingMessage, response: ServerResponse, { method, url }: Transfer): void {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const upstream = send(url, { method, headers: sentHeaders(request, url) });
  // If one side ends, so does the other: S3 keeps nothing of a part that breaks off.
  response.once("close", () => upstream.destroy());
  upstream.once("error", () => {
    if (response.headersSent) response.destroy();
    else refuse(request, response, 502, "S3 could not be reached.");
  });
  upstream.once("response", (answer) => {
    const { statusCode = 502, headers } = answer;
    response.writeHead(statusCode, chosen(headers, ANSWERED));
    answer.once("error", () => response.destroy());
    answer.pipe(response);
  });
  request.once("error", () => upstream.destroy());
  request.pipe(upstream);
}

/** What the signature covers, and a part of a file that a browser asks for again. */
function sentHeaders({ headers }: IncomingMessage, url: URL): OutgoingHttpHeaders {
  const signed = (url.searchParams.get("X-Amz-SignedHeaders") ?? "").split(";");
  return chosen(headers, [...signed.filter((name) => name !== "host"), "range"]);
}

function chosen(headers: IncomingMessage["headers"], names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const])),
  );
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  // What is left of the request is not read.
  request.unpipe();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${message}\n`);
}
