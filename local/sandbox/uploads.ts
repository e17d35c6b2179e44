import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatasetStore } from "./dataset-store.ts";
import type { Faults } from "./faults.ts";
import { judge } from "./presigned-url.ts";
import type { Processing } from "./processing.ts";

/** What one PUT carries at most, S3's own limit. */
const LARGEST_UPLOAD = 5 * 1024 ** 3;

/** A refusal in S3's XML. */
class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Where upload URLs lead; the dataset's id and the file's name follow. */
export const UPLOADS = "/uploads/";

export interface UploadOptions {
  readonly store: DatasetStore;
  readonly processing: Processing;
  readonly faults: Faults;
  /** What upload URLs are signed with. */
  readonly secret: string;
  readonly now: () => number;
}

/** Takes a PUT on a presigned URL as S3 does, streaming it to disk. A file counts only once it is whole. */
export async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  options: UploadOptions,
): Promise<void> {
  const fault = options.faults.take("upload", "latency", "status", "reset", "stall", "processing");
  if (fault?.kind === "latency") await sleep(fault.ms);
  if (fault?.kind === "stall") return;
  if (fault?.kind === "reset" && fault.effect === "before") {
    request.socket.destroy();
    return;
  }
  try {
    if (fault?.kind === "status") throw new S3Refusal(fault.status, "ServiceUnavailable", "A fault that was asked for");
    const { pathname } = new URL(request.url ?? "/", "http://sandbox");
    const [id = "", filename = ""] = pathname.slice(UPLOADS.length).split("/");
    const dataset = options.store.get(id);
    const arrived = await receive(request, dataset && options.store.filePath(id), options);
    const end = fault?.kind === "processing" ? fault.ends : "file";
    if (dataset && end !== "untouched") {
      await options.processing.begin(dataset, decodeURIComponent(filename), arrived, end);
    }
    if (fault?.kind === "reset") request.socket.destroy();
    else response.writeHead(200, { etag: `"${arrived.md5}"`, "content-length": 0 }).end();
  } catch (error) {
    const refusal = error instanceof S3Refusal ? error : new S3Refusal(500, "InternalError", String(error));
    request.resume();
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`;
    response.writeHead(refusal.status, { "content-type": "application/xml", connection: "close" }).end(body);
  }
}

async function receive(request: IncomingMessage, target: string | undefined, { secret, now }: UploadOptions) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://sandbox");
  switch (judge(request.method ?? "", pathname, searchParams, secret, now())) {
    case "unsigned":
      throw new S3Refusal(403, "AccessDenied", "Access Denied");
    case "mismatch":
      throw new S3Refusal(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      );
    case "expired":
      throw new S3Refusal(403, "AccessDenied", "Request has expired");
    case "valid":
      break;
  }
  if (request.headers.authorization !== undefined) {
    throw new S3Refusal(
      400,
      "InvalidArgument",
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  }
  if (request.headers["transfer-encoding"] !== undefined) {
    throw new S3Refusal(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  }
  const declared = Number(request.headers["content-length"]);
  if (request.headers["content-length"] === undefined) {
    throw new S3Refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (declared > LARGEST_UPLOAD) {
    throw new S3Refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  }
  if (target === undefined) throw new S3Refusal(404, "NoSuchBucket", "The specified bucket does not exist");
  return store(request, target, declared);
}

async function store(request: IncomingMessage, target: string, declared: number) {
  const part = `${target}.${crypto.randomUUID()}.part`;
  const md5 = createHash("md5");
  let bytes = 0;
  try {
    await pipeline(
      request,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          md5.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(part),
    );
    const digest = md5.digest();
    const contentMd5 = request.headers["content-md5"];
    if (contentMd5 !== undefined && contentMd5 !== digest.toString("base64")) {
      throw new S3Refusal(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
    if (bytes !== declared) {
      throw new S3Refusal(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
      );
    }
    await rename(part, target);
    return { bytes, md5: digest.toString("hex") };
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof S3Refusal) throw error;
    throw new S3Refusal(400, "IncompleteBody", "The body ended before its declared length");
  }
}
