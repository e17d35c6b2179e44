import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { s3Errors } from "../../s3-protocol/s3-error.ts";
import { REGION } from "../arns.ts";
import type { AccessKey } from "./access-keys.ts";
import { Bodies } from "./bodies.ts";
import type { CorsRule } from "./cors.ts";
import type { PendingEvent } from "./index/events.ts";
import { ObjectIndex } from "./index/object-index.ts";
import type { Bucket, StoredVersion } from "./index/rows.ts";
import type { NotificationConfiguration } from "./notifications.ts";

/** An object that was just written. */
export interface WrittenObject {
  readonly bucket: string;
  readonly key: string;
  /** undefined in a bucket that keeps no versions. */
  readonly versionId: string | undefined;
  /** As S3 gives it, without the quotes. */
  readonly etag: string;
  readonly bytes: number;
  /** As S3's events name it: `Put`, `Post`, `Copy` or `CompleteMultipartUpload`. */
  readonly how: string;
}

export interface S3Hooks {
  /** Whether new objects under this key have an event. */
  readonly notifies: (bucket: string, key: string) => boolean;
  /** Called before the writer is answered. @param sent says that the event is on its way: until then it is sent again at a start */
  readonly objectWritten: (object: WrittenObject, sent: () => void) => void;
}

/** Incomplete multipart uploads are aborted after a week, as by the template's lifecycle rule on AWS. */
const UNFINISHED_MS = 7 * 24 * 3600 * 1000;

/** The buckets and what is in them: an index in SQLite, and a file or more for each object. */
export class S3Store {
  readonly index: ObjectIndex;
  readonly bodies: Bodies;
  /** By bucket. Set at every start, as the template has them. */
  readonly notifications = new Map<string, NotificationConfiguration>();
  /** By bucket, as the template has them. */
  readonly cors = new Map<string, readonly CorsRule[]>();
  /** Those whose signatures are checked. */
  readonly accessKeys = new Map<string, AccessKey>();
  #hooks: S3Hooks = { notifies: () => false, objectWritten: () => {} };

  private constructor(index: ObjectIndex, bodies: Bodies) {
    this.index = index;
    this.bodies = bodies;
  }

  /** @param folder where everything is kept: opened again, all of it is there */
  static async open(folder: string, now = Date.now()): Promise<S3Store> {
    await mkdir(folder, { recursive: true });
    const index = new ObjectIndex(join(folder, "index.sqlite"));
    try {
      index.uploads.abortBefore(now - UNFINISHED_MS);
      const bodies = await Bodies.open(join(folder, "objects"), index.files());
      return new S3Store(index, bodies);
    } catch (error) {
      index.close();
      throw error;
    }
  }

  /** Sends word of what happens to these from now on. */
  watch(hooks: S3Hooks): void {
    this.#hooks = hooks;
  }

  /** @throws {S3Error} there is none */
  bucket(name: string): Bucket {
    const bucket = this.index.buckets.find(name);
    if (!bucket) throw s3Errors.noSuchBucket();
    return bucket;
  }

  /** The region that a bucket was created in. */
  regionOf(bucket: string): string {
    return this.index.buckets.find(bucket)?.region ?? REGION;
  }

  /** The event of a write to this key; null without an event. */
  announced(bucket: string, key: string, how: string): string | null {
    return this.#hooks.notifies(bucket, key) ? how : null;
  }

  /** Sends the event of what was written. */
  announce(event: PendingEvent | undefined): void {
    if (!event) return;
    const { version, how } = event;
    const { bucket, key, etag, bytes } = version;
    const versionId = this.isVersioned(bucket) ? version.version : undefined;
    this.#hooks.objectWritten({ bucket, key, etag, bytes, versionId, how }, () => this.index.events.sent(event));
  }

  /** Sends the events of objects that were written just before a run was killed. */
  announcePending(): void {
    for (const event of this.index.events.pending()) this.announce(event);
  }

  isVersioned(bucket: string): boolean {
    return this.index.buckets.find(bucket)?.versioning != null;
  }

  /** The version that a read asks for. @throws {S3Error} it is not there */
  find(bucket: string, key: string, versionId: string | null): StoredVersion | undefined {
    this.bucket(bucket);
    return versionId === null
      ? this.index.versions.latest(bucket, key)
      : this.index.versions.find(bucket, key, versionId);
  }

  close(): void {
    this.index.close();
  }
}
