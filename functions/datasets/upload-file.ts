import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Readable, Transform } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { shareOf } from "../drops/reading-share.ts";
import type { UploadTarget } from "./dataset-service.ts";
import { UploadInterrupted } from "./errors.ts";
import { excerpt } from "./refusal.ts";
import { reason } from "./service-call.ts";

// A connection over which nothing moves for this long has stalled. S3 itself closes a connection after 20 s of silence.
const STALL_MS = 60_000;

/** With these, a PUT stays a PUT (RFC 9110, 15.4; only a POST may become a GET). */
const REDIRECTS = new Set([301, 302, 307, 308]);
const MOST_REDIRECTS = 3;

/** Where and how a file is sent. */
type UploadPlace = Omit<UploadTarget, "importId">;

/** The file that is uploaded. */
export interface UploadSource {
  /** Opens it at its beginning, for each time that it is sent. */
  readonly open: () => Promise<Readable>;
  /** The length that is declared; S3 refuses a chunked body (501). */
  readonly bytes: number;
  /** Called now and then with how much was sent, as a share from 0 to 1. */
  readonly onShare?: ((done: number) => void) | undefined;
}

/**
 * Streams a file to its upload URL with its length declared, and checks what arrived: the bytes sent against `bytes`,
 * and S3's ETag against the MD5 of what was sent, where the ETag is one (not under SSE-KMS, S3's own rule).
 *
 * Memory holds a few chunks, whatever the size. (Node's `fetch` sends a stream with a declared length too, and keeps
 * all of it in memory.)
 *
 * A redirect is followed, and the file opened and sent again: S3 answers 307 for a bucket that is new.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
 *
 * @throws {UploadInterrupted}
 */
export async function uploadFile(target: UploadPlace, source: UploadSource): Promise<void> {
  let at = target;
  for (let redirects = 0; ; redirects++) {
    const moved = await uploadTo(at, await source.open(), source);
    if (moved === undefined) return;
    if (redirects === MOST_REDIRECTS) {
      const { host } = new URL(target.url);
      throw new UploadInterrupted(`The upload to ${host} was redirected more than ${MOST_REDIRECTS} times`, {
        status: 307,
      });
    }
    at = { ...target, url: readLocation(at.url, moved) };
  }
}

/** @returns where the storage wants the file instead; undefined where it has it */
async function uploadTo(
  target: UploadPlace,
  file: Readable,
  { bytes, onShare }: UploadSource,
): Promise<string | undefined> {
  const { host } = new URL(target.url);
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error(`no data was transferred for ${STALL_MS / 1000} s`)), STALL_MS);
  const md5 = createHash("md5");
  let sent = 0;
  const share = shareOf(bytes, onShare);
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      md5.update(chunk);
      sent += chunk.length;
      share(chunk);
      done(null, chunk);
    },
  });

  try {
    const response = await put(target, file, measured, bytes, stall.signal);
    const status = response.statusCode ?? 0;
    const body = await text(response);
    const { location } = response.headers;
    if (REDIRECTS.has(status) && location !== undefined) return location;
    if (status < 200 || status >= 300) {
      throw new UploadInterrupted(`The upload to ${host} was answered ${status}: ${excerpt(body)}`, { status });
    }
    checkArrived({ sent, bytes, md5: md5.digest("hex"), headers: response.headers, status });
    return undefined;
  } catch (error) {
    if (error instanceof UploadInterrupted) throw error;
    const why = stall.signal.aborted ? reason(stall.signal.reason) : reason(error);
    throw new UploadInterrupted(`The upload to ${host} broke off after ${sent} of ${bytes} bytes (${why})`, {
      status: null,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    file.destroy();
  }
}

/** Never to another scheme: the file would go over the network in the clear. The address itself is a secret, and in no message. */
function readLocation(from: string, location: string): string {
  const { protocol, host } = new URL(from);
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to?.protocol === protocol) return to.href;
  const where = to === undefined ? "to an invalid URL" : `from ${protocol.slice(0, -1)} to ${to.protocol.slice(0, -1)}`;
  throw new UploadInterrupted(`The upload to ${host} was redirected ${where}, which is not followed`, { status: 307 });
}

/** Resolves with the answer, which may come before the body's end where it is a refusal. */
function put(target: UploadPlace, file: Readable, measured: Transform, bytes: number, signal: AbortSignal) {
  const { url, method, contentType } = target;
  const send = new URL(url).protocol === "http:" ? httpRequest : httpsRequest;
  return new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { "content-type": contentType, "content-length": bytes };
    // A connection of its own: one that was kept alive may be closed just when the body begins.
    const request = send(url, { method, headers, signal, agent: false });
    request.once("response", resolve);
    request.once("error", reject);
    pipeline(file, measured, request).catch(reject);
  });
}

function checkArrived(arrival: {
  sent: number;
  bytes: number;
  md5: string;
  headers: IncomingHttpHeaders;
  status: number;
}): void {
  const { sent, bytes, md5, headers, status } = arrival;
  if (sent !== bytes) throw new UploadInterrupted(`${sent} of ${bytes} bytes were sent`, { status });

  const etag = headers.etag?.replace(/^"|"$/g, "");
  const keyEncrypted = String(headers["x-amz-server-side-encryption"] ?? "").startsWith("aws:kms");
  const etagIsMd5 = etag !== undefined && /^[0-9a-f]{32}$/.test(etag) && !keyEncrypted;
  if (etagIsMd5 && etag !== md5) {
    throw new UploadInterrupted(`The upload was changed on its way: its ETag is ${etag}, not ${md5}`, { status });
  }
}
