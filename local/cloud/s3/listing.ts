import { s3Errors } from "../../s3-protocol/s3-error.ts";
import { element, elements, type Xml } from "../gateway/xml.ts";
import { optional, type S3Answer, xmlAnswer } from "./answer.ts";
import type { StoredVersion } from "./index/rows.ts";
import { numberOf, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";

/** What S3 lists at most in one answer. */
const MOST_LISTED = 1000;

interface Listing {
  readonly objects: readonly StoredVersion[];
  readonly prefixes: readonly string[];
  /** The last of them, where there are more. */
  readonly next: Place | undefined;
}

/** Where a listing continues: after a common prefix, a key, or a version of a key. */
interface Place {
  readonly after: string;
  readonly versionId?: string;
}

/** Writes a key as the caller wants it: in the encoding that XML can hold, where that was asked for. */
type Encode = (text: string) => string;

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
export function listObjects({ bucket, query }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  const encode = encoderOf(query);
  const isV2 = query.get("list-type") === "2";
  const token = query.get("continuation-token");
  const after = isV2
    ? token === null
      ? (query.get("start-after") ?? "")
      : readToken(token)
    : (query.get("marker") ?? "");
  const common = commonParts(bucket, query, encode);
  const most = numberOf(query, "max-keys", MOST_LISTED);
  const { objects, prefixes, next } = list(store, bucket, query, most, { after }, "current");
  const withOwner = !isV2 || query.get("fetch-owner") === "true";
  const place = isV2
    ? [
        element("KeyCount", objects.length + prefixes.length),
        ...optional("ContinuationToken", token),
        ...optional("NextContinuationToken", next && Buffer.from(next.after).toString("base64url")),
        ...optional(
          "StartAfter",
          query.get("start-after") === null ? undefined : encode(query.get("start-after") ?? ""),
        ),
      ]
    : [
        element("Marker", encode(after)),
        // Without a delimiter the last key is the marker, and S3 names none.
        ...optional("NextMarker", next && query.get("delimiter") ? encode(next.after) : undefined),
      ];
  return xmlAnswer("ListBucketResult", [
    ...common,
    ...place,
    element("MaxKeys", most),
    element("IsTruncated", next !== undefined),
    ...objects.map((object) => element("Contents", elements([...objectParts(object, encode), ...ownerOf(withOwner)]))),
    ...prefixes.map((prefix) => element("CommonPrefixes", element("Prefix", encode(prefix)))),
  ]);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
export function listVersions({ bucket, query }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  const encode = encoderOf(query);
  const after = query.get("key-marker") ?? "";
  const versionId = query.get("version-id-marker") ?? "";
  if (versionId !== "" && after === "") {
    throw s3Errors.invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      "version-id-marker",
      versionId,
    );
  }
  const most = numberOf(query, "max-keys", MOST_LISTED);
  const from = { after, ...(versionId !== "" && { versionId }) };
  const { objects, prefixes, next } = list(store, bucket, query, most, from, "versions");
  return xmlAnswer("ListVersionsResult", [
    ...commonParts(bucket, query, encode),
    element("KeyMarker", encode(after)),
    element("VersionIdMarker", versionId),
    ...optional("NextKeyMarker", next && encode(next.after)),
    ...optional("NextVersionIdMarker", next?.versionId),
    element("MaxKeys", most),
    element("IsTruncated", next !== undefined),
    ...objects.map((object) => versionElement(object, encode)),
    ...prefixes.map((prefix) => element("CommonPrefixes", element("Prefix", encode(prefix)))),
  ]);
}

function versionElement(version: StoredVersion, encode: Encode): Xml {
  const place = [element("VersionId", version.version), element("IsLatest", version.latest)];
  if (!version.marker)
    return element("Version", elements([...objectParts(version, encode), ...place, ...ownerOf(true)]));
  const parts = [
    element("Key", encode(version.key)),
    element("LastModified", new Date(version.modified).toISOString()),
  ];
  return element("DeleteMarker", elements([...parts, ...place, ...ownerOf(true)]));
}

function objectParts({ key, modified, etag, bytes, details }: StoredVersion, encode: Encode): Xml[] {
  return [
    element("Key", encode(key)),
    element("LastModified", new Date(modified).toISOString()),
    element("ETag", `"${etag}"`),
    element("Size", bytes),
    element("StorageClass", "STANDARD"),
    ...(details.checksum
      ? [element("ChecksumAlgorithm", details.checksum.algorithm), element("ChecksumType", details.checksum.type)]
      : []),
  ];
}

function ownerOf(shown: boolean): Xml[] {
  return shown ? [element("Owner", elements([element("ID", "local"), element("DisplayName", "local")]))] : [];
}

function commonParts(bucket: string, query: URLSearchParams, encode: Encode): Xml[] {
  const delimiter = query.get("delimiter");
  return [
    element("Name", bucket),
    element("Prefix", encode(query.get("prefix") ?? "")),
    ...optional("Delimiter", delimiter === null ? undefined : encode(delimiter)),
    ...optional("EncodingType", query.get("encoding-type")),
  ];
}

function encoderOf(query: URLSearchParams): Encode {
  const type = query.get("encoding-type");
  if (type === null) return (text) => text;
  if (type !== "url")
    throw s3Errors.invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
  // As HTML forms do, but for the slashes.
  return (text) => new URLSearchParams({ t: text }).toString().slice(2).replaceAll("%2F", "/");
}

/** Iterates over the keys in order, skipping keys that share a prefix up to the delimiter. */
function list(
  { index }: S3Store,
  bucket: string,
  query: URLSearchParams,
  most: number,
  from: Place,
  what: "current" | "versions",
): Listing {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const objects: StoredVersion[] = [];
  const prefixes: string[] = [];
  if (most === 0) return { objects, prefixes, next: undefined };
  const commonOf = (key: string) => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };

  // A common prefix that was listed before is every key that begins with it.
  const wasCommon = from.after.startsWith(prefix) && commonOf(from.after) === from.after;
  const start = wasCommon ? following(from.after) : behind(from.after);
  if (start === undefined) return { objects, prefixes, next: undefined };
  const first = compareKeys(start, prefix) < 0 ? prefix : start;
  const marked = from.versionId === undefined ? undefined : index.versions.find(bucket, from.after, from.versionId);
  const cursor = new Cursor(index, { bucket, what, first, marked });
  let last: Place | undefined;
  for (;;) {
    const row = cursor.next();
    if (!row?.key.startsWith(prefix)) return { objects, prefixes, next: undefined };
    if (objects.length + prefixes.length === most) return { objects, prefixes, next: last };
    const common = commonOf(row.key);
    if (common === undefined) {
      objects.push(row);
      last = { after: row.key, ...(what === "versions" && { versionId: row.version }) };
    } else {
      prefixes.push(common);
      last = { after: common };
      const next = following(common);
      if (next === undefined) return { objects, prefixes, next: undefined };
      cursor.skipTo(next);
    }
  }
}

interface CursorOptions {
  readonly bucket: string;
  readonly what: "current" | "versions";
  /** The key that it begins with. */
  readonly first: string;
  /** The version that it begins after, of a key before the first. */
  readonly marked: StoredVersion | undefined;
}

/** Few: most lists are of one key's versions or of a few prefixes, and what is read beyond them is not used. */
const ROWS_AT_ONCE = 20;

/** A place in the index that moves on. */
class Cursor {
  readonly #index: S3Store["index"];
  readonly #options: CursorOptions;
  #rows: StoredVersion[] = [];
  #last: StoredVersion | undefined;
  /** Where it continues, if not after the last one. */
  #from: string | undefined;

  constructor(index: S3Store["index"], options: CursorOptions) {
    this.#index = index;
    this.#options = options;
    this.#last = options.marked;
    this.#from = options.marked ? undefined : options.first;
  }

  next(): StoredVersion | undefined {
    if (this.#rows.length === 0) this.#rows = this.#fetch();
    const row = this.#rows.shift();
    if (row) this.#last = row;
    return row;
  }

  skipTo(key: string): void {
    this.#rows = [];
    this.#from = key;
  }

  #fetch(): StoredVersion[] {
    const { bucket, what } = this.#options;
    const from = this.#from;
    this.#from = undefined;
    if (from !== undefined) return this.#fetchFrom(from);
    if (!this.#last) return [];
    const { key, seq } = this.#last;
    const older = what === "versions" ? this.#index.versions.allBefore(bucket, key, seq, ROWS_AT_ONCE) : [];
    return older.length > 0 ? older : this.#fetchFrom(behind(key));
  }

  #fetchFrom(key: string): StoredVersion[] {
    const { bucket, what } = this.#options;
    return what === "current"
      ? this.#index.versions.currentFrom(bucket, key, ROWS_AT_ONCE)
      : this.#index.versions.allFrom(bucket, key, ROWS_AT_ONCE);
  }
}

/** The first text after this one, in the order of code points. */
function behind(text: string): string {
  return text === "" ? "" : `${text}\0`;
}

/** The first text after all texts with this prefix; undefined if there is none. */
function following(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = (last.codePointAt(0) ?? 0) + 1;
    if (point > 0x10ffff) continue;
    // The surrogates are no characters, and no key has one.
    return points.join("") + String.fromCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xe000 : point);
  }
  return undefined;
}

function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (token === "" || Buffer.from(text).toString("base64url") !== token) {
    throw s3Errors.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
  }
  return text;
}
