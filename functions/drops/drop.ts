import { createHash } from "node:crypto";
import { INCOMING_PREFIX } from "./prefixes.ts";

export { INCOMING_PREFIX, RESULTS_PREFIX, WORK_PREFIX } from "./prefixes.ts";

/**
 * One version of one object in the drop bucket. All three fields together are its identity.
 *
 * Where the bucket keeps no versions, `versionId` is `etag-` and the ETag without its quotes.
 */
export interface Drop {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

const ETAG_VERSION = "etag-";

/** The version that stands for an object in a bucket without versions. */
export function versionOfEtag(etag: string): string {
  return ETAG_VERSION + unquoteEtag(etag);
}

/** What S3's answers say of a version. */
export interface AnsweredVersion {
  readonly VersionId?: string | undefined;
  readonly ETag?: string | undefined;
}

/** The version that S3's answer is about. A bucket that no longer keeps versions calls each one `null`, also the next. */
export function versionOf({ VersionId, ETag = "" }: AnsweredVersion): string {
  return VersionId !== undefined && VersionId !== "null" ? VersionId : versionOfEtag(ETag);
}

/** Whether the drop goes by its ETag, since its bucket keeps no versions. */
export function isUnversioned({ versionId }: Drop): boolean {
  return versionId.startsWith(ETAG_VERSION);
}

/** How to ask S3 for exactly this drop: by version, or by ETag where there are no versions. */
export function readCondition(drop: Drop): { VersionId: string } | { IfMatch: string } {
  return isUnversioned(drop) ? { IfMatch: etagOf(drop) } : { VersionId: drop.versionId };
}

/** The ETag in its quotes, of a drop in a bucket without versions. */
export function etagOf({ versionId }: Drop): string {
  return `"${versionId.slice(ETAG_VERSION.length)}"`;
}

/** S3 sends ETags in quotes over HTTP and without them in events. */
export function unquoteEtag(etag: string): string {
  return etag.replace(/^"|"$/g, "");
}

/** 64 hexadecimal characters that stand for the drop: equal drops have equal ids, and no two drops share one. */
export function dropId({ bucket, key, versionId }: Drop): string {
  return hash([bucket, key, versionId]);
}

/** As the drop's id, for one attempt at it, counted from 1. The first one's is the drop's own. */
export function attemptId(drop: Drop, attempt: number): string {
  const { bucket, key, versionId } = drop;
  return attempt === 1 ? dropId(drop) : hash([bucket, key, versionId, attempt]);
}

function hash(parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * The name of the drop's execution, so that starting it twice is one execution. Each attempt has one of its own.
 *
 * 80 characters of `[0-9A-Za-z-_]` at most (Step Functions' rule): a readable start, 128 bits of the drop's id, and
 * from the second attempt on its number.
 */
export function executionName(drop: Drop, attempt = 1): string {
  const readable = drop.key
    .slice(INCOMING_PREFIX.length)
    .normalize("NFKD")
    .replace(/[^0-9A-Za-z]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(-40);
  const name = `${readable || "drop"}-${dropId(drop).slice(0, 32)}`.replace(/^-+/, "");
  return attempt === 1 ? name : `${name}-${attempt}`;
}

/** The ARN of the execution of a drop's attempt. */
export function executionArnOf(stateMachineArn: string, drop: Drop, attempt: number): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${executionName(drop, attempt)}`;
}
