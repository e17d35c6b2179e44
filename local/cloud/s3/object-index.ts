import { randomUUID } from "node:crypto";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import * as z from "zod";
import type { Segment } from "./bodies.ts";
import { CHECKSUM_ALGORITHMS } from "./checksums.ts";

const checksum = z.object({
  algorithm: z.enum(CHECKSUM_ALGORITHMS),
  value: z.string(),
  type: z.enum(["FULL_OBJECT", "COMPOSITE"]),
});
export type StoredChecksum = z.infer<typeof checksum>;

const details = z.object({
  /** The headers that an answer repeats, such as Content-Type. */
  headers: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), z.string()),
  checksum: checksum.optional(),
  /** How many parts it was uploaded in. */
  parts: z.number().optional(),
});
export type ObjectDetails = z.infer<typeof details>;

const segments = z.array(z.object({ file: z.string(), bytes: z.number() }));

const versionRow = z.object({
  seq: z.number(),
  bucket: z.string(),
  key: z.string(),
  version: z.string(),
  latest: z.number().transform(Boolean),
  marker: z.number().transform(Boolean),
  modified: z.number(),
  etag: z.string(),
  bytes: z.number(),
  details: z.string().transform((text) => details.parse(JSON.parse(text))),
  segments: z.string().transform((text) => segments.parse(JSON.parse(text))),
});

/** One version of an object, or a delete marker. */
export type StoredVersion = z.infer<typeof versionRow>;

/** What is written: the index gives it its place among the versions of its key. */
export interface NewVersion {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  readonly details: ObjectDetails;
  readonly segments: readonly Segment[];
}

export type Versioning = "Enabled" | "Suspended" | null;

const bucketRow = z.object({
  name: z.string(),
  versioning: z.enum(["Enabled", "Suspended"]).nullable(),
  created: z.number(),
  /** Where it was created; null for the embedded cloud's own region. */
  region: z.string().nullable(),
});
export type Bucket = z.infer<typeof bucketRow>;

const uploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  started: z.number(),
  details: z.string().transform((text) => uploadDetails.parse(JSON.parse(text))),
  /** The object's version, once it is complete. */
  version: z.string().nullable(),
});
const uploadDetails = details.extend({
  algorithm: z.enum(CHECKSUM_ALGORITHMS).optional(),
  checksumType: z.enum(["FULL_OBJECT", "COMPOSITE"]).optional(),
});
export type UploadDetails = z.infer<typeof uploadDetails>;
export type MultipartUpload = z.infer<typeof uploadRow>;

const partRow = z.object({
  number: z.number(),
  file: z.string(),
  bytes: z.number(),
  md5: z.string(),
  checksum: z.string().nullable(),
  modified: z.number(),
});
export type UploadedPart = z.infer<typeof partRow>;

/** An object that was written and whose event was not sent yet. */
export interface PendingEvent {
  readonly id: number;
  readonly how: string;
  readonly version: StoredVersion;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, versioning TEXT, created INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS regions (name TEXT PRIMARY KEY, region TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,
    latest INTEGER NOT NULL, marker INTEGER NOT NULL, modified INTEGER NOT NULL, etag TEXT NOT NULL,
    bytes INTEGER NOT NULL, details TEXT NOT NULL, segments TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS versions_of_key ON versions (bucket, key, seq DESC);
  CREATE INDEX IF NOT EXISTS current ON versions (bucket, key) WHERE latest = 1 AND marker = 0;
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL, details TEXT NOT NULL,
    version TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, bytes INTEGER NOT NULL, md5 TEXT NOT NULL,
    checksum TEXT, modified INTEGER NOT NULL, PRIMARY KEY (upload, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, how TEXT NOT NULL) STRICT;
`;

/**
 * What there is in the buckets: everything about objects but their bytes.
 *
 * Each method is one transaction, which a killed process has made or not. SQLite's write-ahead log is flushed to the disk
 * only at its checkpoints, so a power failure may undo the last transactions.
 */
export class ObjectIndex {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param file where it is kept */
  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    this.#db.exec(SCHEMA);
  }

  close(): void {
    this.#db.close();
  }

  /** @param region where, if not in the embedded cloud's own one; a bucket that is there stays where it is */
  createBucket(name: string, region?: string): void {
    const { changes } = this.#run("INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)", name, Date.now());
    if (region !== undefined && changes === 1)
      this.#run("INSERT INTO regions (name, region) VALUES (?, ?)", name, region);
  }

  setVersioning(name: string, versioning: Versioning): void {
    this.#run("UPDATE buckets SET versioning = ? WHERE name = ?", versioning, name);
  }

  bucket(name: string): Bucket | undefined {
    return this.#one(bucketRow, "SELECT * FROM buckets LEFT JOIN regions USING (name) WHERE name = ?", name);
  }

  buckets(): Bucket[] {
    return this.#all(bucketRow, "SELECT * FROM buckets LEFT JOIN regions USING (name) ORDER BY name");
  }

  deleteBucket(name: string): void {
    this.#run("DELETE FROM regions WHERE name = ?", name);
    this.#run("DELETE FROM buckets WHERE name = ?", name);
  }

  isEmpty(bucket: string): boolean {
    return this.#row("SELECT 1 FROM versions WHERE bucket = ? LIMIT 1", bucket) === undefined;
  }

  /** The latest version of a key, a delete marker among them. */
  latest(bucket: string, key: string): StoredVersion | undefined {
    return this.#one(
      versionRow,
      "SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1",
      bucket,
      key,
    );
  }

  version(bucket: string, key: string, version: string): StoredVersion | undefined {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key = ? AND version = ? ORDER BY seq DESC LIMIT 1";
    return this.#one(versionRow, query, bucket, key, version);
  }

  /**
   * Writes a version of a key.
   *
   * @param written.how the event's name; null without an event
   * @param check runs in the same transaction, with what is current until then
   * @returns the version, its event, and the files of what it replaced
   */
  put(
    { bucket, key, etag, bytes, details: about, segments: files }: NewVersion,
    { how, check }: { how: string | null; check?: (current: StoredVersion | undefined) => void },
  ): { version: StoredVersion; event: PendingEvent | undefined; replaced: readonly Segment[] } {
    return this.#transaction(() => {
      check?.(this.#current(bucket, key));
      const { version, replaced } = this.#insert(bucket, key, false, etag, bytes, about, files);
      return { version, replaced, event: how === null ? undefined : this.#addEvent(version, how) };
    });
  }

  /** Puts a delete marker over a key, or deletes it where its bucket keeps no versions. */
  delete(
    bucket: string,
    key: string,
    check?: (current: StoredVersion | undefined) => void,
  ): { marker: StoredVersion | undefined; replaced: readonly Segment[] } {
    return this.#transaction(() => {
      check?.(this.#current(bucket, key));
      if (this.bucket(bucket)?.versioning == null)
        return { marker: undefined, replaced: this.#remove(bucket, key, "null") };
      const { version: marker, replaced } = this.#insert(bucket, key, true, "", 0, { headers: {}, metadata: {} }, []);
      return { marker, replaced };
    });
  }

  /** Deletes one version for good; answers with what it was. */
  deleteVersion(bucket: string, key: string, version: string): StoredVersion | undefined {
    return this.#transaction(() => {
      const found = this.version(bucket, key, version);
      if (found) this.#remove(bucket, key, version);
      return found;
    });
  }

  /** Current objects in the order of their keys, from a key on. */
  currentFrom(bucket: string, from: string, limit: number): StoredVersion[] {
    const query =
      "SELECT * FROM versions WHERE bucket = ? AND latest = 1 AND marker = 0 AND key >= ? ORDER BY key LIMIT ?";
    return this.#all(versionRow, query, bucket, from, limit);
  }

  /** Versions from a key on, newest first within a key. */
  versionsFrom(bucket: string, from: string, limit: number): StoredVersion[] {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key >= ? ORDER BY key, seq DESC LIMIT ?";
    return this.#all(versionRow, query, bucket, from, limit);
  }

  /** The versions of a key that are older than one of them, newest first. */
  versionsBefore(bucket: string, key: string, seq: number, limit: number): StoredVersion[] {
    const query = "SELECT * FROM versions WHERE bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT ?";
    return this.#all(versionRow, query, bucket, key, seq, limit);
  }

  createUpload(bucket: string, key: string, about: UploadDetails): MultipartUpload {
    const id = newId();
    const started = Date.now();
    this.#run(
      "INSERT INTO uploads (id, bucket, key, started, details) VALUES (?, ?, ?, ?, ?)",
      id,
      bucket,
      key,
      started,
      JSON.stringify(about),
    );
    return { id, bucket, key, started, details: about, version: null };
  }

  upload(id: string): MultipartUpload | undefined {
    return this.#one(uploadRow, "SELECT * FROM uploads WHERE id = ?", id);
  }

  /** Uploads in progress, in S3's order. */
  uploads(bucket: string): MultipartUpload[] {
    const query = "SELECT * FROM uploads WHERE bucket = ? AND version IS NULL ORDER BY key, started, id";
    return this.#all(uploadRow, query, bucket);
  }

  parts(upload: string): UploadedPart[] {
    return this.#all(partRow, "SELECT * FROM parts WHERE upload = ? ORDER BY number", upload);
  }

  /** Puts a part in place of one of the same number, whose file is returned; undefined where the upload is over. */
  putPart(upload: string, { number, file, bytes, md5, checksum, modified }: UploadedPart): Segment[] | undefined {
    return this.#transaction(() => {
      if (this.upload(upload)?.version !== null) return undefined;
      const replaced = this.parts(upload).filter((part) => part.number === number);
      this.#run(
        "INSERT OR REPLACE INTO parts (upload, number, file, bytes, md5, checksum, modified) VALUES (?, ?, ?, ?, ?, ?, ?)",
        upload,
        number,
        file,
        bytes,
        md5,
        checksum,
        modified,
      );
      return replaced;
    });
  }

  /** Makes some of an upload's parts an object; answers with the files of the others too, which belong to nothing now. */
  complete(
    upload: MultipartUpload,
    version: NewVersion,
    options: { how: string | null; check?: (current: StoredVersion | undefined) => void },
  ): ReturnType<ObjectIndex["put"]> {
    return this.#transaction(() => {
      options.check?.(this.#current(version.bucket, version.key));
      const used = new Set(version.segments.map(({ file }) => file));
      const unused = this.parts(upload.id).filter(({ file }) => !used.has(file));
      const { how } = options;
      const inserted = this.#insert(
        version.bucket,
        version.key,
        false,
        version.etag,
        version.bytes,
        version.details,
        version.segments,
      );
      this.#run("DELETE FROM parts WHERE upload = ?", upload.id);
      this.#run("UPDATE uploads SET version = ? WHERE id = ?", inserted.version.version, upload.id);
      return {
        version: inserted.version,
        replaced: [...inserted.replaced, ...unused],
        event: how === null ? undefined : this.#addEvent(inserted.version, how),
      };
    });
  }

  /** Ends an upload without an object; answers with the files of its parts. */
  abort(upload: string): Segment[] {
    return this.#transaction(() => {
      const parts = this.parts(upload);
      this.#run("DELETE FROM parts WHERE upload = ?", upload);
      this.#run("DELETE FROM uploads WHERE id = ?", upload);
      return parts;
    });
  }

  /** Ends all uploads that began before a time, in milliseconds since the epoch; their files belong to nothing then. */
  abortUploads(before: number): void {
    const old = z.object({ id: z.string() });
    for (const { id } of this.#all(old, "SELECT id FROM uploads WHERE started < ?", before)) this.abort(id);
  }

  /** What was written and whose event was not sent when the last run ended, in the order in which it was written. */
  pendingEvents(): PendingEvent[] {
    const shape = versionRow.extend({ event: z.number(), how: z.string() });
    const query =
      "SELECT versions.*, events.id AS event, events.how AS how FROM events JOIN versions USING (seq) ORDER BY events.id";
    return this.#all(shape, query).map(({ event: id, how, ...version }) => ({ id, how, version }));
  }

  eventSent({ id }: PendingEvent): void {
    this.#run("DELETE FROM events WHERE id = ?", id);
  }

  /** The files of all objects and parts. */
  files(): Set<string> {
    const files = new Set<string>();
    const all = z.object({ segments: versionRow.shape.segments });
    for (const row of this.#all(all, "SELECT segments FROM versions")) {
      for (const { file } of row.segments) files.add(file);
    }
    for (const { file } of this.#all(z.object({ file: z.string() }), "SELECT file FROM parts")) files.add(file);
    return files;
  }

  #current(bucket: string, key: string): StoredVersion | undefined {
    const latest = this.latest(bucket, key);
    return latest?.marker === false ? latest : undefined;
  }

  #addEvent(version: StoredVersion, how: string): PendingEvent {
    const { lastInsertRowid } = this.#run("INSERT INTO events (seq, how) VALUES (?, ?)", version.seq, how);
    return { id: Number(lastInsertRowid), how, version };
  }

  #insert(
    bucket: string,
    key: string,
    marker: boolean,
    etag: string,
    bytes: number,
    about: ObjectDetails,
    files: readonly Segment[],
  ): { version: StoredVersion; replaced: readonly Segment[] } {
    const version = this.bucket(bucket)?.versioning === "Enabled" ? newId() : "null";
    const replaced = version === "null" ? this.#remove(bucket, key, version) : [];
    this.#run("UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1", bucket, key);
    const modified = Date.now();
    const { lastInsertRowid } = this.#run(
      `INSERT INTO versions (bucket, key, version, latest, marker, modified, etag, bytes, details, segments)
       VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
      bucket,
      key,
      version,
      Number(marker),
      modified,
      etag,
      bytes,
      JSON.stringify(about),
      JSON.stringify(files.map(({ file, bytes }) => ({ file, bytes }))),
    );
    const seq = Number(lastInsertRowid);
    return {
      version: {
        seq,
        bucket,
        key,
        version,
        latest: true,
        marker,
        modified,
        etag,
        bytes,
        details: about,
        segments: [...files],
      },
      replaced,
    };
  }

  #remove(bucket: string, key: string, version: string): readonly Segment[] {
    const found = this.version(bucket, key, version);
    if (!found) return [];
    this.#run("DELETE FROM versions WHERE seq = ?", found.seq);
    const latest = this.latest(bucket, key);
    if (latest) this.#run("UPDATE versions SET latest = 1 WHERE seq = ?", latest.seq);
    return found.segments;
  }

  #transaction<T>(change: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const result = change();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const made = this.#statements.get(sql);
    if (made) return made;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(sql: string, ...values: (string | number | null)[]) {
    return this.#statement(sql).run(...values);
  }

  #row(sql: string, ...values: (string | number)[]): Record<string, SQLOutputValue> | undefined {
    return this.#statement(sql).get(...values);
  }

  #one<T>(shape: z.ZodType<T>, sql: string, ...values: (string | number)[]): T | undefined {
    const row = this.#row(sql, ...values);
    return row && shape.parse(row);
  }

  #all<T>(shape: z.ZodType<T>, sql: string, ...values: (string | number)[]): T[] {
    return z.array(shape).parse(this.#statement(sql).all(...values));
  }
}

function newId(): string {
  return randomUUID().replaceAll("-", "");
}
