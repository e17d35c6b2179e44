import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { UploadTarget } from "./dataset-service.ts";
import { reason } from "./dataset-service.ts";
import { UploadInterrupted } from "./errors.ts";
import { excerpt } from "./refusal.ts";

// A connection over which nothing moves for this long has stalled. S3 itself gives up after 20 s of silence.
const STALL_MS = 60_000;

/**
 * Streams a file to its upload URL with its length declared, and checks what arrived: the bytes sent against `bytes`,
 * and S3's ETag against the MD5 of what was sent, where the ETag is one (not under SSE-KMS, S3's own rule).
 *
 * Memory holds a few chunks, whatever the size.
 *
 * @param bytes the length that is declared; S3 refuses a chunked body (501)
 * @throws {UploadInterrupted}
 */
export async function uploadFile(target: UploadTarget, file: Readable, bytes: number): Promise<void> {
  const host = new URL(target.url).host;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error(`nothing moved for ${STALL_MS / 1000} s`)), STALL_MS);
  const md5 = createHash("md5");
  let sent = 0;

  async function* measured() {
    for await (const chunk of file) {
      timer.refresh();
      md5.update(chunk);
      sent += chunk.length;
      yield chunk;
    }
    timer.refresh();
  }

  try {
    const response = await fetch(target.url, {
      method: target.method,
      headers: { "content-type": target.contentType, "content-length": String(bytes) },
      body: bytes === 0 ? "" : ReadableStream.from(measured()),
      duplex: "half",
      redirect: "manual",
      signal: stall.signal,
    });
    const body = await response.text();
    if (!response.ok) {
      throw new UploadInterrupted(`The upload to ${host} was answered ${response.status}: ${excerpt(body)}`, {
        status: response.status,
      });
    }
    checkArrived({ sent, bytes, md5: md5.digest("hex"), headers: response.headers, status: response.status });
  } catch (error) {
    if (error instanceof UploadInterrupted) throw error;
    throw new UploadInterrupted(`The upload to ${host} broke off after ${sent} of ${bytes} bytes (${reason(error)})`, {
      status: null,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    file.destroy();
  }
}

function checkArrived(arrival: { sent: number; bytes: number; md5: string; headers: Headers; status: number }): void {
  const { sent, bytes, md5, headers, status } = arrival;
  if (sent !== bytes) throw new UploadInterrupted(`${sent} of ${bytes} bytes were sent`, { status });

  const etag = headers.get("etag")?.replace(/^"|"$/g, "");
  const keyEncrypted = headers.get("x-amz-server-side-encryption")?.startsWith("aws:kms") === true;
  const etagIsMd5 = etag !== undefined && /^[0-9a-f]{32}$/.test(etag) && !keyEncrypted;
  if (etagIsMd5 && etag !== md5) {
    throw new UploadInterrupted(`What arrived is not what was sent: its ETag is ${etag}, not ${md5}`, { status });
  }
}
