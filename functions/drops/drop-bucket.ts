import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { type Drop, readCondition, unquoteEtag, versionOf } from "./drop.ts";
import { DropGone, describeError, StorageUnavailable } from "./errors.ts";
import { decodeKey } from "./object-keys.ts";

/** What S3 says of a dropped file before any of it is read. */
export interface DroppedFile {
  readonly bytes: number;
  readonly etag: string;
  /** The object's metadata, its names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file of known contents. */
export interface HashedFile {
  open(): AsyncIterable<Uint8Array>;
  readonly bytes: number;
  /** In base64. */
  readonly sha256: string;
  /** CSV, if not given. */
  readonly contentType?: string;
}

/** An object that was written, by its version or its ETag. */
export interface StoredObject {
  readonly drop: Drop;
  readonly bytes: number;
  readonly etag: string;
}

/** The drop bucket, as far as the steps need it. */
export interface DropBucket {
  /** @throws {DropGone} @throws {StorageUnavailable} */
  describe(drop: Drop): Promise<DroppedFile>;
  /** The file's bytes, read as they are asked for. @throws {DropGone} @throws {StorageUnavailable} */
  read(drop: Drop): Promise<Readable>;
  /**
   * The version of an object that was there at a time, in ISO 8601; null where there was none. S3 keeps whole seconds. Where no
   * version was kept, the object that is there now counts.
   *
   * @param graceSeconds where there was none, the first version that came so many seconds later at most counts; 0 if not given
   * @throws {StorageUnavailable}
   */
  versionAt(bucket: string, key: string, time: string, graceSeconds?: number): Promise<Drop | null>;
  /** @throws {StorageUnavailable} */
  readJson(bucket: string, key: string): Promise<unknown>;
  /** @throws {StorageUnavailable} */
  writeJson(bucket: string, key: string, content: unknown): Promise<void>;
  /** Writes a file. S3 refuses it if the bytes do not match the hash. @throws {StorageUnavailable} */
  writeFile(bucket: string, key: string, file: HashedFile): Promise<StoredObject>;
  /** @throws {StorageUnavailable} */
  writeHtml(bucket: string, key: string, page: string): Promise<void>;
}

export function connectDropBucket(s3: S3Client): DropBucket {
  async function write(bucket: string, key: string, body: string, contentType: string): Promise<void> {
    try {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
    } catch (error) {
      throw new StorageUnavailable(`Could not write ${JSON.stringify(key)}: ${describeError(error)}`, { cause: error });
    }
  }

  return {
    async describe(drop) {
      const head = await s3
        .send(new HeadObjectCommand({ Bucket: drop.bucket, Key: drop.key, ...readCondition(drop) }))
        .catch((error: unknown) => throwNamed(error, drop));
      return { bytes: head.ContentLength ?? 0, etag: unquoteEtag(head.ETag ?? ""), metadata: head.Metadata ?? {} };
    },

    async read(drop) {
      const object = await s3
        .send(new GetObjectCommand({ Bucket: drop.bucket, Key: drop.key, ...readCondition(drop) }))
        .catch((error: unknown) => throwNamed(error, drop));
      // In Node the SDK's body is always a Readable; its type also speaks for browsers.
      return object.Body as Readable;
    },

    async versionAt(bucket, key, time, graceSeconds = 0) {
      try {
        // Listed by key, and within a key the newest first: those of this one come before any longer name.
        const { Versions = [], DeleteMarkers = [] } = await s3.send(
          // A key may hold characters that XML cannot.
          new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, EncodingType: "url" }),
        );
        return versionAt(
          { bucket, key },
          [...Versions, ...DeleteMarkers.map((marker) => ({ ...marker, ETag: null }))],
          { time, graceSeconds },
        );
      } catch (error) {
        const what = `Could not list the versions of ${JSON.stringify(key)}: ${describeError(error)}`;
        throw new StorageUnavailable(what, { cause: error });
      }
    },

    async readJson(bucket, key) {
      try {
        const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return JSON.parse((await object.Body?.transformToString()) ?? "null");
      } catch (error) {
        throw new StorageUnavailable(`Could not read ${JSON.stringify(key)}: ${describeError(error)}`, {
          cause: error,
        });
      }
    },

    writeJson: (bucket, key, content) =>
      write(bucket, key, `${JSON.stringify(content, null, 2)}\n`, "application/json"),

    async writeFile(bucket, key, { open, bytes, sha256, contentType = "text/csv; charset=utf-8" }) {
      try {
        const written = await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: Readable.from(open(), { objectMode: false }),
            ContentLength: bytes,
            ChecksumSHA256: sha256,
            ContentType: contentType,
          }),
        );
        return { drop: { bucket, key, versionId: versionOf(written) }, bytes, etag: unquoteEtag(written.ETag ?? "") };
      } catch (error) {
        throw new StorageUnavailable(`Could not write ${JSON.stringify(key)}: ${describeError(error)}`, {
          cause: error,
        });
      }
    },

    writeHtml: (bucket, key, page) => write(bucket, key, page, "text/html; charset=utf-8"),
  };
}

interface ListedVersion {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  /** null for a delete marker. */
  readonly ETag?: string | null | undefined;
  readonly LastModified?: Date | undefined;
  readonly IsLatest?: boolean | undefined;
}

function versionAt(
  { bucket, key }: Pick<Drop, "bucket" | "key">,
  listed: readonly ListedVersion[],
  { time, graceSeconds }: { readonly time: string; readonly graceSeconds: number },
): Drop | null {
  const secondOf = ({ LastModified }: ListedVersion) => Math.floor((LastModified?.getTime() ?? 0) / 1000);
  const versions = listed
    .filter(({ Key = "" }) => decodeKey(Key) === key)
    .sort((a, b) => secondOf(b) - secondOf(a) || Number(b.IsLatest ?? false) - Number(a.IsLatest ?? false));
  const second = Date.parse(time) / 1000;
  const isFile = (version?: ListedVersion) => typeof version?.ETag === "string";
  const isLate = (version: ListedVersion) => secondOf(version) > second && secondOf(version) <= second + graceSeconds;
  const atTime = versions.find((version) => secondOf(version) <= second);
  const firstLate = versions.findLast((version) => isLate(version) && isFile(version));
  const unversioned = atTime ? undefined : versions.find(({ VersionId }) => VersionId === "null");
  const found = [atTime, firstLate, unversioned].find(isFile);
  if (typeof found?.ETag !== "string") return null;
  return { bucket, key, versionId: versionOf({ VersionId: found.VersionId, ETag: found.ETag }) };
}

/** S3's answers for a version that is no longer there; 405 is what a read of a delete marker gets. */
const GONE = new Set([404, 405, 412]);

function throwNamed(error: unknown, drop: Drop): never {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status !== undefined && GONE.has(status)) {
    const why = status === 412 ? "was overwritten" : "was deleted";
    throw new DropGone(`${JSON.stringify(drop.key)} ${why} before it could be read.`, { cause: error });
  }
  throw new StorageUnavailable(`Could not read ${JSON.stringify(drop.key)}: ${describeError(error)}`, { cause: error });
}
