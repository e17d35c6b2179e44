import type { FileFormat } from "../validation/file-format.ts";
import { type Drop, dropId, INCOMING_PREFIX, RESULTS_PREFIX, WORK_PREFIX } from "./drop.ts";

/** What S3 allows a key to be long, in bytes of UTF-8. */
export const KEY_LIMIT_BYTES = 1024;

/**
 * A key of an event, or of a list that was requested with the encoding `url`: S3 encodes both as HTML forms do, spaces as `+`.
 *
 * @throws {URIError} it is not encoded so
 */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll("+", " "));
}

/** Where the drop's report is written: `results/<key without incoming/>/<version>.json`. */
export function reportKey(drop: Drop): string {
  return resultKey(drop, "json");
}

/** Where the same report is written as a page for people, next to the other. */
export function reportPageKey(drop: Drop): string {
  return resultKey(drop, "html");
}

/** Where the fixed file that was uploaded is kept, next to the report. */
export function fixedResultKey(drop: Drop): string {
  return resultKey(drop, "fixed.csv");
}

/** Where the rows are kept that the service refused, next to the report. */
export function refusedResultKey(drop: Drop, format: FileFormat): string {
  return resultKey(drop, `refused.${format}`);
}

type ResultKind = "json" | "html" | "fixed.csv" | `refused.${FileFormat}`;

function resultKey(drop: Drop, kind: ResultKind): string {
  const path = drop.key.startsWith(INCOMING_PREFIX) ? drop.key.slice(INCOMING_PREFIX.length) : drop.key;
  const ending = `/${drop.versionId}.${kind}`;
  const whole = RESULTS_PREFIX + path + ending;
  if (Buffer.byteLength(whole) <= KEY_LIMIT_BYTES) return whole;

  // A key near S3's limit leaves no room for its version: the drop's id keeps the shortened one unique.
  const id = `~${dropId(drop).slice(0, 16)}`;
  return (
    RESULTS_PREFIX + cutToBytes(path, KEY_LIMIT_BYTES - Buffer.byteLength(RESULTS_PREFIX + id + ending)) + id + ending
  );
}

/**
 * What the keys of all reports for a key begin with, whatever its version. Of a key near S3's limit, those of other keys may begin
 * so too.
 */
export function reportsPrefix(key: string): string {
  const path = key.startsWith(INCOMING_PREFIX) ? key.slice(INCOMING_PREFIX.length) : key;
  const whole = `${RESULTS_PREFIX}${path}/`;
  const shortest = KEY_LIMIT_BYTES - LONGEST_ENDING_BYTES;
  return Buffer.byteLength(whole) <= shortest ? whole : cutToBytes(whole, shortest);
}

/** Of a version, with the ending of a kind of result and the drop's id. S3's versions have 32 characters. */
const LONGEST_ENDING_BYTES = 128;

/** Where what ingest learned of the drop waits for its report. */
export function workKey(drop: Drop): string {
  return `${WORK_PREFIX}${dropId(drop)}.json`;
}

/** Where the fixed file is written that is validated and uploaded in place of the drop. */
export function fixedWorkKey(drop: Drop): string {
  return `${WORK_PREFIX}${dropId(drop)}.fixed.csv`;
}

/** Where what was found of the refused records waits for the report. */
export function refusedWorkKey(drop: Drop): string {
  return `${WORK_PREFIX}${dropId(drop)}.refused.json`;
}

/** Where the rows that have a finding are written for a person who asks for them. */
export function rowsToFixKey(drop: Drop): string {
  return `${WORK_PREFIX}${dropId(drop)}.rows-to-fix.csv`;
}

/** The longest start of `text` that fits in `limit` bytes of UTF-8, with no character cut in two. */
function cutToBytes(text: string, limit: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  return text.slice(0, read);
}
