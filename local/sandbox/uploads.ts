import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { resetConnection } from "../reset-connection.ts";
import { S3Error, s3Errors } from "../s3-protocol/s3-error.ts";
import { type Answer, distort, sendBrokenOff } from "./answer.ts";
import { type LegacyDataset, type ProcessingEnd, statusOf } from "./dataset.ts";
import type { DatasetStore } from "./dataset-store.ts";
import type { Fault, Subject } from "./faults.ts";
import { judge, type SigningKey } from "./presigned-url.ts";
import type { Processing } from "./processing.ts";
import type { Switches } from "./switches.ts";
import type { Imports } from "./typed/imports.ts";
import { takeImport } from "./typed/take-import.ts";
import { readUploadPath, UPLOADS } from "./upload-path.ts";

export interface UploadOptions extends Switches {
  readonly store: DatasetStore;
  readonly processing: Processing;
  readonly imports: Imports;
  /** What upload URLs are signed with. */
  readonly key: SigningKey;
  readonly now: () => number;
}

/** The largest body of one PUT: S3's own limit. */
const LARGEST_UPLOAD = 5 * 1024 ** 3;

// A client that is refused while it still sends needs a moment to read why, before its connection is closed.
const LINGER_MS = 2000;

/** Handles a PUT on a presigned URL as S3 does, down to the headers, and applies the active faults. */
export async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  options: UploadOptions,
): Promise<void> {
  const play = options.faults.play("upload", datasetOf(request, options.store));
  options.played(request, play);
  if (play.latencyMs > 0) await sleep(play.latencyMs, undefined, { signal: options.stopping });
  const { fault } = play;

  if (fault?.kind === "stall") return stall(request, response);
  if (fault?.kind === "redirect") return send(request, response, redirectAnswer(request), options.stopping);
  if (fault?.kind === "reset" && fault.effect === "before") return resetConnection(request.socket);
  if (fault?.kind === "status" && fault.effect !== "after") {
    return send(request, response, refusalAnswer(s3Errors.ofStatus(fault.status), fault.retryAfter), options.stopping);
  }

  if ((await options.watched(request, "upload", "before")) === "gone") return resetConnection(request.socket);
  const answer = await answerUpload(request, response, options, fault);
  // The client left, so there is no response.
  if (request.socket.destroyed) return;
  if ((await options.watched(request, "upload", "after")) === "gone") return resetConnection(request.socket);
  switch (fault?.kind) {
    case "reset":
      return resetConnection(request.socket);
    case "status": {
      const refusal = refusalAnswer(s3Errors.ofStatus(fault.status), fault.retryAfter);
      return send(request, response, refusal, options.stopping);
    }
    case "answer": {
      const distorted = distort(answer, fault);
      return distorted ? send(request, response, distorted, options.stopping) : sendBrokenOff(request, answer);
    }
    default:
      return send(request, response, answer, options.stopping);
  }
}

/** The name of the dataset that an upload goes to. */
function datasetOf(request: IncomingMessage, store: DatasetStore): Subject | undefined {
  const [datasetId = ""] = (request.url ?? "").slice(UPLOADS.length).split("/", 1);
  return store.get(datasetId);
}

/** S3's response if the client ends its side of the connection in the middle of an upload. */
export function incompleteBodyAnswer(): string {
  const { headers, body } = refusalAnswer(s3Errors.incompleteBody());
  const head = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" });
  return `HTTP/1.1 400 Bad Request\r\n${head.map((pair) => pair.join(": ")).join("\r\n")}\r\n\r\n${body}`;
}

async function answerUpload(
  request: IncomingMessage,
  response: ServerResponse,
  options: UploadOptions,
  fault: Fault | undefined,
): Promise<Answer> {
  try {
    const { dataset, importId, filename, bytes } = admit(request, options);
    // Only an accepted request is continued, so that a client that asked first does not send its body in vain.
    if (expectsContinue(request)) response.writeContinue();
    const part = options.store.partPath(dataset.id);
    try {
      const md5 = await receive(request, part, bytes);
      if (dataset.schemaVersion === 4) {
        await takeImport(dataset, importId, { path: part, bytes, md5 }, options, fault);
      } else {
        const ends = fault?.kind === "processing" ? fault.ends : "file";
        await take(dataset, part, { filename, bytes, md5 }, options, ends);
      }
      const headers = { etag: `"${md5}"`, "x-amz-request-id": requestId() };
      return { status: 200, headers, body: "" };
    } finally {
      await rm(part, { force: true });
    }
  } catch (error) {
    return refusalAnswer(error instanceof S3Error ? error : s3Errors.internal());
  }
}

/** What S3 decides from the headers alone. */
function admit(request: IncomingMessage, { store, key, now }: UploadOptions) {
  const { method = "", headers } = request;
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  if (headers.authorization !== undefined) throw s3Errors.twoAuthentications();

  const signed = { method, path, headers: { host: headers.host, "content-type": headers["content-type"] } };
  const verdict = judge(signed, new URLSearchParams(query), key, now());
  switch (verdict.kind) {
    case "unsigned":
      throw s3Errors.accessDenied();
    case "incomplete":
      throw s3Errors.incompleteSignature();
    case "mismatch":
      throw s3Errors.signatureDoesNotMatch();
    case "expired":
      throw s3Errors.expired(verdict.at, now());
    case "valid":
      break;
  }

  if (headers["transfer-encoding"] !== undefined) throw s3Errors.chunkedBody();
  const declared = headers["content-length"];
  if (declared === undefined) throw s3Errors.missingContentLength();
  const bytes = Number(declared);
  if (bytes > LARGEST_UPLOAD) throw s3Errors.tooLarge(bytes, LARGEST_UPLOAD);
  const contentMd5 = headers["content-md5"];
  if (contentMd5 !== undefined && !isMd5(contentMd5)) throw s3Errors.invalidDigest();

  const { datasetId, importId, filename } = readUploadPath(path);
  const dataset = store.get(datasetId);
  if (!dataset) throw s3Errors.noSuchBucket();
  return { dataset, importId, filename, bytes };
}

/** Streams the body to disk, and responds with its MD5. */
async function receive(request: IncomingMessage, part: string, declared: number): Promise<string> {
  const md5 = createHash("md5");
  let bytes = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      md5.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(request, measured, createWriteStream(part));
  if (bytes !== declared) throw s3Errors.incompleteBody();
  const digest = md5.digest();
  const contentMd5 = request.headers["content-md5"];
  if (contentMd5 !== undefined && contentMd5 !== digest.toString("base64")) throw s3Errors.badDigest();
  return digest.toString("hex");
}

/**
 * Stores a complete file as the dataset's, and starts its processing.
 *
 * The contract does not define a second upload. Chosen here, so that a dataset never changes while a batch uses it, and an
 * upload whose response was lost can be repeated: while a dataset is PROCESSING or READY, the same bytes get the first
 * response again without any other effect, and other bytes are refused, as by a bucket that writes an object only once.
 * After an ERROR, another upload is a new attempt.
 */
async function take(
  dataset: LegacyDataset,
  part: string,
  arrival: { filename: string; bytes: number; md5: string },
  { store, processing, now }: UploadOptions,
  ends: ProcessingEnd,
): Promise<void> {
  const status = statusOf(dataset, now());
  if (status === "PROCESSING" || status === "READY") {
    if (dataset.upload?.md5 !== arrival.md5) throw s3Errors.preconditionFailed();
    dataset.uploads++;
    return store.save(dataset);
  }
  // Together with the decision above, so that one of two concurrent uploads is the first.
  renameSync(part, store.filePath(dataset.id));
  dataset.uploads++;
  return processing.begin(dataset, arrival, ends);
}

/** Reads the first bytes, and then nothing until the client disconnects. */
async function stall(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (expectsContinue(request)) response.writeContinue();
  request.once("data", () => request.pause());
  if (!response.closed) await once(response, "close");
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
  stopping: AbortSignal,
): Promise<void> {
  const isUnread = !request.complete;
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    ...(isUnread && { connection: "close" }),
  });
  if (isUnread && !expectsContinue(request)) {
    response.write(body);
    request.resume();
    await Promise.race([finished(request), sleep(LINGER_MS, undefined, { signal: stopping })]).catch(() => {});
    response.end();
  } else {
    response.end(body);
  }
}

function refusalAnswer(error: S3Error, retryAfter?: string | number): Answer {
  const id = requestId();
  return {
    status: error.status,
    headers: {
      "content-type": "application/xml",
      "x-amz-request-id": id,
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
    body: error.toXml(id),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html */
function redirectAnswer({ headers, url = "" }: IncomingMessage): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>TemporaryRedirect</Code><Message>Please re-send this request to the specified temporary endpoint.</Message></Error>`;
  const location = `http://${headers.host}${url}`;
  return {
    status: 307,
    headers: { "content-type": "application/xml", location, "x-amz-request-id": requestId() },
    body,
  };
}

function requestId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
}

function expectsContinue(request: IncomingMessage): boolean {
  return request.headers.expect?.toLowerCase() === "100-continue";
}

function isMd5(header: string | string[]): boolean {
  return typeof header === "string" && /^[A-Za-z0-9+/]{22}==$/.test(header);
}
