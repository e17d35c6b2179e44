import { randomUUID } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";

/** The metadata under which an object in fauxqs, which knows no versions, carries its version's id. */
const VERSION_METADATA = "local-version-id";
export const VERSION_HEADER = `x-amz-meta-${VERSION_METADATA}`;

export interface ObjectVersion {
  readonly versionId: string | undefined;
  readonly etag: string;
  readonly bytes: number;
}

/**
 * Versions for buckets that the template has versioned: each write gets an id, and what it takes the place of is put
 * aside in a bucket of its own, under its id, before it goes.
 */
export class S3Versions {
  readonly #s3: S3Client;
  readonly #buckets: ReadonlySet<string>;
  /** One write at a time for each key, so that each finds its predecessor. */
  readonly #writes = new Map<string, Promise<unknown>>();

  /** @param fauxqsPort where the objects are, past the gateway */
  constructor(fauxqsPort: number, region: string, buckets: readonly string[]) {
    this.#s3 = new S3Client({
      region,
      endpoint: `http://127.0.0.1:${fauxqsPort}`,
      credentials: { accessKeyId: "embedded-cloud", secretAccessKey: "none" },
    });
    this.#buckets = new Set(buckets);
  }

  /** The bucket that holds what was written over. */
  static asideBucket(bucket: string): string {
    return `${bucket}--versions`;
  }

  isVersioned(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  newId(): string {
    return randomUUID().replaceAll("-", "");
  }

  /** Runs a write when those before it on the same key are done and what it takes the place of is put aside. */
  async replacing<T>(bucket: string, key: string, write: () => Promise<T>): Promise<T> {
    if (!this.isVersioned(bucket)) return write();
    const name = `${bucket}/${key}`;
    const turn = (this.#writes.get(name) ?? Promise.resolve()).then(async () => {
      await this.#putAside(bucket, key);
      return write();
    });
    const settled = turn.catch(() => undefined);
    this.#writes.set(name, settled);
    await settled;
    if (this.#writes.get(name) === settled) this.#writes.delete(name);
    return turn;
  }

  /** What is there under a key now; undefined where there is nothing. */
  async current(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    const head = await this.#head(bucket, key);
    return (
      head && {
        versionId: versionOf(head),
        etag: (head.ETag ?? "").replaceAll('"', ""),
        bytes: head.ContentLength ?? 0,
      }
    );
  }

  /** Where a version's bytes are: under its key while it is the current one, else aside. */
  async locate(bucket: string, key: string, versionId: string): Promise<{ bucket: string; key: string }> {
    const current = await this.#head(bucket, key);
    if (current && versionOf(current) === versionId) return { bucket, key };
    return { bucket: S3Versions.asideBucket(bucket), key: versionId };
  }

  /** Removes a version for good. */
  async remove(bucket: string, key: string, versionId: string): Promise<void> {
    const place = await this.locate(bucket, key, versionId);
    await this.#s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key }));
  }

  stop(): void {
    this.#s3.destroy();
  }

  async #putAside(bucket: string, key: string): Promise<void> {
    const current = await this.#head(bucket, key);
    const versionId = current && versionOf(current);
    if (!versionId) return;
    const source = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const aside = S3Versions.asideBucket(bucket);
    await this.#s3.send(new CopyObjectCommand({ Bucket: aside, Key: versionId, CopySource: source }));
  }

  async #head(bucket: string, key: string): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.#s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
      throw error;
    }
  }
}

function versionOf(head: HeadObjectCommandOutput): string | undefined {
  return head.Metadata?.[VERSION_METADATA];
}
