import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { callerOf } from "./caller.ts";
import { passOn } from "./pass-on.ts";
import { type ListedVersion, type ObjectVersion, type S3Versions, VERSION_HEADER } from "./s3-versions.ts";
import { element, elements, type Xml } from "./xml.ts";

/** An object that was just written. */
export interface WrittenObject extends ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** As S3's events name it: `Put`, `Copy` or `CompleteMultipartUpload`. */
  readonly how: string;
}

/** How far a caller has come with reading an object. */
export interface ObjectRead {
  /** Whose credentials signed the call: for a function, its name. */
  readonly caller: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  /** How much of it was passed on, 0 to 1. */
  readonly done: number;
}

export interface S3FrontOptions {
  /** The socket of the service that has the objects. */
  readonly objects: string;
  readonly versions: S3Versions;
  /** Told before the writer is, so that no event is lost to a stop in between. */
  readonly objectWritten: (object: WrittenObject) => Promise<void>;
  /** Told a hundred times, at most, of an object that takes a while. */
  readonly objectRead: (read: ObjectRead) => void;
}

/** Smaller ones are read in less than a moment. */
const TAKES_A_WHILE_BYTES = 4 * 1024 * 1024;

// fauxqs reads a body whole, up to this size. The CLI and the SDKs' transfer managers send larger ones in parts.
const SINGLE_PUT_LIMIT = 11 * 1024 * 1024;

/** S3 as fauxqs has it, with what it lacks: versions, and word of every new object. */
export async function answerS3(
  request: IncomingMessage,
  response: ServerResponse,
  options: S3FrontOptions,
): Promise<void> {
  const { objects: socketPath, versions } = options;
  const call = readCall(request);
  const { bucket, key } = call;
  if (call.kind === "list-versions") return answerVersions(request, response, bucket, versions);
  if (call.kind === "other" || key === "") return passOn(request, response, { socketPath });

  switch (call.kind) {
    case "read":
      return passRead(request, response, call, options);
    case "delete":
      if (call.versionId !== null && versions.isVersioned(bucket)) {
        await versions.remove(bucket, key, call.versionId);
        response.writeHead(204).end();
        return;
      }
      return versions.replacing(bucket, key, () => passOn(request, response, { socketPath }));
    case "part":
      if (refuseLarge(request, response)) return;
      return passOn(request, response, { socketPath });
    case "begin":
      return passOn(request, response, { socketPath, headers: versionHeader(versions, bucket) });
    case "write":
      if (refuseLarge(request, response)) return;
      return versions.replacing(bucket, key, () =>
        passOn(request, response, {
          socketPath,
          headers: call.how === "CompleteMultipartUpload" ? {} : versionHeader(versions, bucket),
          answered: async (status, headers) => {
            const written = status < 300 ? await versions.current(bucket, key) : undefined;
            if (!written) return headers;
            await options.objectWritten({ ...written, bucket, key, how: call.how });
            return { ...headers, ...(written.versionId && { "x-amz-version-id": written.versionId }) };
          },
        }),
      );
  }
}

async function passRead(request: IncomingMessage, response: ServerResponse, call: S3Call, options: S3FrontOptions) {
  const { objects: socketPath, versions } = options;
  const { bucket, key, versionId } = call;
  let total = 0;
  let passed = 0;
  const progress = (bytes: number) => {
    const before = Math.floor((passed / total) * 100);
    passed += bytes;
    if (total < TAKES_A_WHILE_BYTES || Math.floor((passed / total) * 100) === before) return;
    options.objectRead({ caller: callerOf(request), bucket, key, versionId, done: passed / total });
  };
  const readFrom = (place: { bucket: string; key: string }, begun = () => {}) => {
    const path = `/${[place.bucket, ...place.key.split("/")].map(encodeURIComponent).join("/")}`;
    const answered = async (status: number, headers: IncomingHttpHeaders) => {
      begun();
      total = status === 200 ? Number(headers["content-length"] ?? 0) : 0;
      return withVersion(headers);
    };
    return passOn(request, response, { socketPath, path, answered, passed: progress });
  };
  return versionId === null ? readFrom({ bucket, key }) : versions.reading(bucket, key, versionId, readFrom);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
async function answerVersions(
  request: IncomingMessage,
  response: ServerResponse,
  bucket: string,
  versions: S3Versions,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? "/", "http://s3");
  const prefix = searchParams.get("prefix") ?? "";
  const found = await versions.list(bucket, prefix);
  const body = element(
    "ListVersionsResult",
    elements([
      element("Name", bucket),
      element("Prefix", prefix),
      element("IsTruncated", false),
      ...found.map(versionElement),
    ]),
  );
  response.writeHead(200, { "content-type": "application/xml" }).end(String(body));
}

function versionElement({ key, versionId, isLatest, lastModified, etag, bytes }: ListedVersion): Xml {
  const parts = [
    element("Key", key),
    // What S3 calls the version of an object in a bucket without versions.
    element("VersionId", versionId ?? "null"),
    element("IsLatest", isLatest),
    element("LastModified", lastModified.toISOString()),
    element("ETag", `"${etag}"`),
    element("Size", bytes),
  ];
  return element("Version", elements(parts));
}

type S3Call = {
  readonly kind: "list-versions" | "read" | "delete" | "begin" | "part" | "write" | "other";
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly how: string;
};

function readCall(request: IncomingMessage): S3Call {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
  const [, bucket = "", ...path] = pathname.split("/");
  const place = {
    bucket,
    key: path.map(decodeURIComponent).join("/"),
    versionId: searchParams.get("versionId"),
    how: "",
  };
  const inParts = searchParams.has("uploadId");
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (place.key === "" && searchParams.has("versions")) return { ...place, kind: "list-versions" };
      return {
        ...place,
        kind: inParts || searchParams.has("attributes") || searchParams.has("partNumber") ? "other" : "read",
      };
    case "DELETE":
      return { ...place, kind: inParts ? "other" : "delete" };
    case "PUT":
      if (inParts) return { ...place, kind: "part" };
      return { ...place, kind: "write", how: request.headers["x-amz-copy-source"] ? "Copy" : "Put" };
    case "POST":
      if (inParts) return { ...place, kind: "write", how: "CompleteMultipartUpload" };
      return { ...place, kind: searchParams.has("uploads") ? "begin" : "other" };
    default:
      return { ...place, kind: "other" };
  }
}

function versionHeader(versions: S3Versions, bucket: string): Record<string, string> {
  return versions.isVersioned(bucket) ? { [VERSION_HEADER]: versions.newId() } : {};
}

function withVersion({ [VERSION_HEADER]: versionId, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  return versionId === undefined ? headers : { ...headers, "x-amz-version-id": versionId };
}

function refuseLarge(request: IncomingMessage, response: ServerResponse): boolean {
  if (Number(request.headers["content-length"] ?? 0) <= SINGLE_PUT_LIMIT) return false;
  const message = "The embedded cloud takes 11 MiB in one piece; send a larger object in parts of at most that.";
  response.writeHead(400, { "content-type": "application/xml", connection: "close" });
  response.end(`<Error><Code>EntityTooLarge</Code><Message>${message}</Message></Error>`);
  return true;
}
