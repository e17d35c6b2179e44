import { randomUUID } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import { CopyObjectCommand, DeleteObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { INNER_CLIENT } from "./inner-client.ts";
import { InnerAgent } from "./inner-socket.ts";

/** The metadata under which an object in fauxqs, which knows no versions, carries its version's id. */
const VERSION_METADATA = "local-version-id";
export const VERSION_HEADER = `x-amz-meta-${VERSION_METADATA}`;

export interface ObjectVersion {
  readonly versionId: string | undefined;
  readonly etag: string;
  readonly bytes: number;
}

interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  /** Of a version that was written over: when that was. */
  readonly lastModified: Date;
}

/** One entry of a list of versions. */
export interface ListedVersion extends ListedObject {
  readonly versionId: string | undefined;
  readonly isLatest: boolean;
}

/**
 * Versions for buckets that the template has versioned: each write gets an id, and what it takes the place of is put
 * aside in a bucket of its own, under its key and its id, before it goes.
 */
export class S3Versions {
  readonly #socketPath: string;
  readonly #s3: S3Client;
  readonly #buckets: ReadonlySet<string>;
  /** One write at a time for each key, so that each finds its predecessor, and none while a read looks for its version. */
  readonly #writes = new Map<string, Promise<unknown>>();

  /** @param socketPath where the objects are, past the gateway */
  constructor(socketPath: string, buckets: readonly string[]) {
    this.#socketPath = socketPath;
    this.#s3 = new S3Client({ ...INNER_CLIENT, requestHandler: { httpAgent: new InnerAgent(socketPath) } });
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
    return this.#inTurn(`${bucket}/${key}`, async () => {
      await this.#putAside(bucket, key);
      return write();
    });
  }

  /**
   * Runs a read of one version from where that is. Until it says that it has begun, nothing is written under the key: the
   * version would be somewhere else by then, and another one in its place.
   */
  async reading<T>(
    bucket: string,
    key: string,
    versionId: string,
    read: (place: { bucket: string; key: string }, begun: () => void) => Promise<T>,
  ): Promise<T> {
    const { running } = await this.#inTurn(`${bucket}/${key}`, async () => {
      const place = await this.locate(bucket, key, versionId);
      const begun = Promise.withResolvers<void>();
      const running = read(place, begun.resolve);
      await Promise.race([begun.promise, running.catch(() => undefined)]);
      // Wrapped, so that the turn is over before the read is.
      return { running };
    });
    return running;
  }

  async #inTurn<T>(name: string, take: () => Promise<T>): Promise<T> {
    const turn = (this.#writes.get(name) ?? Promise.resolve()).then(take);
    const settled = turn.catch(() => undefined);
    this.#writes.set(name, settled);
    await settled;
    if (this.#writes.get(name) === settled) this.#writes.delete(name);
    return turn;
  }

  /** What is there under a key now; undefined where there is nothing. */
  async current(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    return this.#head(bucket, key);
  }

  /** Where a version's bytes are: under its key while it is the current one, else aside. */
  async locate(bucket: string, key: string, versionId: string): Promise<{ bucket: string; key: string }> {
    const current = await this.#head(bucket, key);
    if (current?.versionId === versionId) return { bucket, key };
    return { bucket: S3Versions.asideBucket(bucket), key: asideKey(key, versionId) };
  }

  /** Every version of the keys that begin with `prefix`: key by key, the newest first. */
  async list(bucket: string, prefix: string): Promise<ListedVersion[]> {
    const current = await Promise.all(
      (await this.#objects(bucket, prefix)).map((object) => this.#listed(bucket, object)),
    );
    const aside = this.isVersioned(bucket) ? await this.#objects(S3Versions.asideBucket(bucket), prefix) : [];
    const older = aside
      // The last of them was put aside last.
      .sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime())
      .map(({ key, ...object }) => {
        const slash = key.lastIndexOf("/");
        return { ...object, key: key.slice(0, slash), versionId: key.slice(slash + 1), isLatest: false };
      })
      .filter(({ key, versionId }) => {
        // While it is written over, a version is in both places.
        const inPlace = current.some((object) => object.key === key && object.versionId === versionId);
        return key.startsWith(prefix) && !inPlace;
      });
    return [...current, ...older].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
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
    const versionId = current?.versionId;
    if (!versionId) return;
    const source = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const aside = S3Versions.asideBucket(bucket);
    const asideAt = { Bucket: aside, Key: asideKey(key, versionId) };
    await this.#s3.send(new CopyObjectCommand({ ...asideAt, CopySource: source }));
  }

  async #objects(bucket: string, prefix: string): Promise<ListedObject[]> {
    const objects: ListedObject[] = [];
    for await (const page of paginateListObjectsV2({ client: this.#s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key = "", ETag = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        objects.push({ key: Key, etag: ETag.replaceAll('"', ""), bytes: Size, lastModified: LastModified });
      }
    }
    return objects;
  }

  async #listed(bucket: string, object: ListedObject): Promise<ListedVersion> {
    const head = this.isVersioned(bucket) ? await this.#head(bucket, object.key) : undefined;
    return { ...object, versionId: head?.versionId, isLatest: true };
  }

  /** Asked several times for each object, so it is a plain request, which takes a third of what the SDK's does. */
  async #head(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    const path = `/${[bucket, ...key.split("/")].map(encodeURIComponent).join("/")}`;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ socketPath: this.#socketPath, method: "HEAD", path });
      asked.once("response", resolve).once("error", reject).end();
    });
    answer.resume();
    const { statusCode, headers } = answer;
    if (statusCode === 404) return undefined;
    if (statusCode !== 200) throw new Error(`A HEAD request for ${path} was answered ${statusCode}.`);
    return {
      versionId: headers[VERSION_HEADER]?.toString(),
      etag: (headers.etag ?? "").replaceAll('"', ""),
      bytes: Number(headers["content-length"] ?? 0),
    };
  }
}

function asideKey(key: string, versionId: string): string {
  return `${key}/${versionId}`;
}
