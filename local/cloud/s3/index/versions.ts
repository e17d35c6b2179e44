import type { Segment } from "../bodies.ts";
import type { BucketIndex } from "./buckets.ts";
import type { Database } from "./database.ts";
import type { EventIndex, PendingEvent } from "./events.ts";
import { newId } from "./new-id.ts";
import { type NewVersion, type StoredVersion, versionRow } from "./rows.ts";

export interface WriteOptions {
  /** The event's name; null without an event. */
  readonly how: string | null;
  /** Runs in the same transaction, with what is current until then. */
  readonly check?: (current: StoredVersion | undefined) => void;
}

/** A version, its event, and the files of what it replaced. */
export interface WrittenVersion {
  readonly version: StoredVersion;
  readonly event: PendingEvent | undefined;
  readonly replaced: readonly Segment[];
}

export class VersionIndex {
  readonly #db: Database;
  readonly #buckets: BucketIndex;
  readonly #events: EventIndex;

  constructor(db: Database, buckets: BucketIndex, events: EventIndex) {
    this.#db = db;
    this.#buckets = buckets;
    this.#events = events;
  }

  /** The latest version of a key, a delete marker among them. */
  latest(bucket: string, key: string): StoredVersion | undefined {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1";
    return this.#db.one(versionRow, query, bucket, key);
  }

  find(bucket: string, key: string, version: string): StoredVersion | undefined {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key = ? AND version = ? ORDER BY seq DESC LIMIT 1";
    return this.#db.one(versionRow, query, bucket, key, version);
  }

  put(version: NewVersion, options: WriteOptions): WrittenVersion {
    return this.#db.transaction(() => this.write(version, options));
  }

  /** Within a transaction. */
  write(version: NewVersion, { how, check }: WriteOptions): WrittenVersion {
    check?.(this.#current(version.bucket, version.key));
    const inserted = this.#insert(version, false);
    return { ...inserted, event: how === null ? undefined : this.#events.add(inserted.version, how) };
  }

  /** Puts a delete marker over a key, or deletes it where its bucket keeps no versions. */
  delete(
    bucket: string,
    key: string,
    check?: WriteOptions["check"],
  ): { marker: StoredVersion | undefined; replaced: readonly Segment[] } {
    return this.#db.transaction(() => {
      check?.(this.#current(bucket, key));
      if (this.#buckets.find(bucket)?.versioning == null)
        return { marker: undefined, replaced: this.#remove(bucket, key, "null") };
      const details = { headers: {}, metadata: {} };
      const { version: marker, replaced } = this.#insert(
        { bucket, key, etag: "", bytes: 0, details, segments: [] },
        true,
      );
      return { marker, replaced };
    });
  }

  /** Deletes one version for good; answers with what it was. */
  deleteVersion(bucket: string, key: string, version: string): StoredVersion | undefined {
    return this.#db.transaction(() => {
      const found = this.find(bucket, key, version);
      if (found) this.#remove(bucket, key, version);
      return found;
    });
  }

  /** Current objects in the order of their keys, from a key on. */
  currentFrom(bucket: string, from: string, limit: number): StoredVersion[] {
    const query =
      "SELECT * FROM versions WHERE bucket = ? AND latest = 1 AND marker = 0 AND key >= ? ORDER BY key LIMIT ?";
    return this.#db.all(versionRow, query, bucket, from, limit);
  }

  /** Versions from a key on, newest first within a key. */
  allFrom(bucket: string, from: string, limit: number): StoredVersion[] {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key >= ? ORDER BY key, seq DESC LIMIT ?";
    return this.#db.all(versionRow, query, bucket, from, limit);
  }

  /** The versions of a key that are older than one of them, newest first. */
  allBefore(bucket: string, key: string, seq: number, limit: number): StoredVersion[] {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT ?";
    return this.#db.all(versionRow, query, bucket, key, seq, limit);
  }

  #current(bucket: string, key: string): StoredVersion | undefined {
    const latest = this.latest(bucket, key);
    return latest?.marker === false ? latest : undefined;
  }

  #insert(
    { bucket, key, etag, bytes, details, segments }: NewVersion,
    marker: boolean,
  ): { version: StoredVersion; replaced: readonly Segment[] } {
    const version = this.#buckets.find(bucket)?.versioning === "Enabled" ? newId() : "null";
    const replaced = version === "null" ? this.#remove(bucket, key, version) : [];
    this.#db.run("UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1", bucket, key);
    const row = { bucket, key, version, latest: true, marker, modified: Date.now(), etag, bytes, details };
    const { lastInsertRowid } = this.#db.run(
      `INSERT INTO versions (bucket, key, version, latest, marker, modified, etag, bytes, details, segments)
       VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
      bucket,
      key,
      version,
      Number(marker),
      row.modified,
      etag,
      bytes,
      JSON.stringify(details),
      JSON.stringify(segments.map(({ file, bytes }) => ({ file, bytes }))),
    );
    return { version: { ...row, seq: Number(lastInsertRowid), segments: [...segments] }, replaced };
  }

  #remove(bucket: string, key: string, version: string): readonly Segment[] {
    const found = this.find(bucket, key, version);
    if (!found) return [];
    this.#db.run("DELETE FROM versions WHERE seq = ?", found.seq);
    const latest = this.latest(bucket, key);
    if (latest) this.#db.run("UPDATE versions SET latest = 1 WHERE seq = ?", latest.seq);
    return found.segments;
  }
}
