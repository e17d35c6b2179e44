import { createHmac, timingSafeEqual } from "node:crypto";

/** What a presigned URL allows: one method on one path, until it expires. */
export interface Presigned {
  readonly method: string;
  readonly path: string;
  /** `20261124T120000Z`. */
  readonly date: string;
  readonly expiresSeconds: number;
}

export type PresignVerdict = "valid" | "unsigned" | "mismatch" | "expired";

const ALGORITHM = "AWS4-HMAC-SHA256";

/** The query of a presigned URL, in the form of S3's (Signature Version 4), signed with a secret of the sandbox's. */
export function presign(request: Presigned, secret: string): string {
  const query = new URLSearchParams({
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `sandbox/${request.date.slice(0, 8)}/us-east-1/s3/aws4_request`,
    "X-Amz-Date": request.date,
    "X-Amz-Expires": String(request.expiresSeconds),
    "X-Amz-SignedHeaders": "host",
  });
  query.set("X-Amz-Signature", signatureOf(request, secret));
  return query.toString();
}

/** Judges a request by its URL, as S3 does: first the signature, then the date. */
export function judge(
  method: string,
  path: string,
  query: URLSearchParams,
  secret: string,
  now: number,
): PresignVerdict {
  const signature = query.get("X-Amz-Signature");
  const date = query.get("X-Amz-Date");
  const expiresSeconds = Number(query.get("X-Amz-Expires"));
  if (!signature || !date || !query.has("X-Amz-Expires")) return "unsigned";
  const expected = Buffer.from(signatureOf({ method, path, date, expiresSeconds }, secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return "mismatch";
  return now > readDate(date) + expiresSeconds * 1000 ? "expired" : "valid";
}

export function formatDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

function readDate(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function signatureOf({ method, path, date, expiresSeconds }: Presigned, secret: string): string {
  return createHmac("sha256", secret).update([ALGORITHM, method, path, date, expiresSeconds].join("\n")).digest("hex");
}
