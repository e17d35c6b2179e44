import type { IncomingMessage, ServerResponse } from "node:http";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import type { Bodies, WrittenBody } from "./bodies.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumHeader } from "./checksums.ts";
import { header } from "./s3-call.ts";

/** What one PUT carries at most, S3's own limit. */
const LARGEST_PUT = 5 * 1024 ** 3;
/** The list of an upload's 10,000 parts, with their checksums, takes two. */
const LARGEST_XML = 8 * 1024 ** 2;
const MD5 = /^[A-Za-z0-9+/]{22}==$/;

/** A body that was received completely, with the declared length and checksum. */
export interface ReceivedBody extends WrittenBody {
  /** The checksum that the sender asked for, or sent. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
}

/**
 * Streams a request's body to a file and checks it against its length and its checksums.
 *
 * @param preferred the checksum to keep where the request names none
 * @throws {S3Error} it is too large, or is not what it should be; nothing is left of it then
 */
export async function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  bodies: Bodies,
  preferred?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const contentMd5 = header(request, "content-md5");
  if (contentMd5 !== undefined && !MD5.test(contentMd5)) throw s3Errors.invalidDigest();
  const declared = declaredBytes(request);
  if (declared > LARGEST_PUT) throw s3Errors.tooLarge(declared, LARGEST_PUT);
  const trailers = new Map<string, string>();
  const body = openBody(request, response, trailers);

  const algorithm = requestedAlgorithm(request) ?? preferred;
  const sha256 = header(request, "x-amz-content-sha256");
  const expectedSha256 = /^[0-9a-f]{64}$/.test(sha256 ?? "") ? sha256 : undefined;
  const written = await bodies
    .write(body, algorithm ? [algorithm] : [], {
      withSha256: expectedSha256 !== undefined,
      check(received) {
        if (received.bytes !== declared) throw s3Errors.incompleteBody();
        if (contentMd5 !== undefined && received.md5.toString("base64") !== contentMd5) throw s3Errors.badDigest();
        if (expectedSha256 !== undefined && received.sha256?.toString("hex") !== expectedSha256) {
          throw s3Errors.sha256Mismatch();
        }
        if (!algorithm) return;
        const named = checksumHeader(algorithm);
        const isTrailer = header(request, "x-amz-trailer")?.toLowerCase().includes(named) === true;
        const expected = isTrailer ? trailers.get(named) : header(request, named);
        if (isTrailer && expected === undefined) throw s3Errors.missingTrailer();
        if (expected !== undefined && received.checksums.get(algorithm)?.toString("base64") !== expected) {
          throw s3Errors.checksumMismatch(algorithm);
        }
      },
    })
    .catch((error: unknown) => {
      // The connection ended in the middle of the body: there is no client to respond to, and nothing was stored.
      throw error instanceof S3Error || !request.destroyed ? error : s3Errors.incompleteBody();
    });
  const value = algorithm && written.checksums.get(algorithm)?.toString("base64");
  return { ...written, checksum: algorithm && value !== undefined ? { algorithm, value } : undefined };
}

/** The body of a call that is a small document. */
export async function receiveText(request: IncomingMessage, response: ServerResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of openBody(request, response, new Map())) {
    bytes += chunk.length;
    if (bytes > LARGEST_XML) throw s3Errors.malformedXml();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Begins to read a body: from here on, a client that asked first is allowed to send. */
export function openBody(
  request: IncomingMessage,
  response: ServerResponse,
  trailers: Map<string, string>,
): AsyncIterable<Buffer> {
  if (header(request, "expect")?.toLowerCase() === "100-continue") response.writeContinue();
  return isAwsChunked(request) ? decodeAwsChunked(request, trailers) : request;
}

/** The checksum that a request names, in whichever of the ways there are. */
export function requestedAlgorithm(request: IncomingMessage): ChecksumAlgorithm | undefined {
  const trailer = header(request, "x-amz-trailer")?.toLowerCase();
  const named = (
    header(request, "x-amz-sdk-checksum-algorithm") ??
    header(request, "x-amz-checksum-algorithm") ??
    ""
  ).toUpperCase();
  return CHECKSUM_ALGORITHMS.find(
    (algorithm) =>
      request.headers[checksumHeader(algorithm)] !== undefined ||
      trailer === checksumHeader(algorithm) ||
      named === algorithm,
  );
}

function isAwsChunked(request: IncomingMessage): boolean {
  return (
    header(request, "x-amz-content-sha256")?.startsWith("STREAMING-") === true ||
    header(request, "content-encoding")
      ?.split(",")
      .some((name) => name.trim() === "aws-chunked") === true
  );
}

function declaredBytes(request: IncomingMessage): number {
  const decoded = header(request, "x-amz-decoded-content-length");
  const length = isAwsChunked(request) && decoded !== undefined ? decoded : header(request, "content-length");
  if (length === undefined) {
    throw request.headers["transfer-encoding"] === undefined ? s3Errors.missingContentLength() : s3Errors.chunkedBody();
  }
  return Number(length);
}
