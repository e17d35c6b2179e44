import * as z from "zod";
import type { Segment } from "../bodies.ts";
import type { Database } from "./database.ts";
import { newId } from "./new-id.ts";
import {
  type MultipartUpload,
  type NewVersion,
  partRow,
  type UploadDetails,
  type UploadedPart,
  uploadRow,
} from "./rows.ts";
import type { VersionIndex, WriteOptions, WrittenVersion } from "./versions.ts";

const idRow = z.object({ id: z.string() });

/** Multipart uploads and their parts. */
export class UploadIndex {
  readonly #db: Database;
  readonly #versions: VersionIndex;

  constructor(db: Database, versions: VersionIndex) {
    this.#db = db;
    this.#versions = versions;
  }

  create(bucket: string, key: string, details: UploadDetails): MultipartUpload {
    const upload = { id: newId(), bucket, key, started: Date.now(), details, version: null };
    this.#db.run(
      "INSERT INTO uploads (id, bucket, key, started, details) VALUES (?, ?, ?, ?, ?)",
      upload.id,
      bucket,
      key,
      upload.started,
      JSON.stringify(details),
    );
    return upload;
  }

  find(id: string): MultipartUpload | undefined {
    return this.#db.one(uploadRow, "SELECT * FROM uploads WHERE id = ?", id);
  }

  /** Those in progress, in S3's order. */
  inProgress(bucket: string): MultipartUpload[] {
    const query = "SELECT * FROM uploads WHERE bucket = ? AND version IS NULL ORDER BY key, started, id";
    return this.#db.all(uploadRow, query, bucket);
  }

  parts(id: string): UploadedPart[] {
    return this.#db.all(partRow, "SELECT * FROM parts WHERE upload = ? ORDER BY number", id);
  }

  /** Puts a part in place of one of the same number, whose file is returned; undefined where the upload is over. */
  putPart(id: string, { number, file, bytes, md5, checksum, modified }: UploadedPart): Segment[] | undefined {
    return this.#db.transaction(() => {
      if (this.find(id)?.version !== null) return undefined;
      const replaced = this.parts(id).filter((part) => part.number === number);
      this.#db.run(
        "INSERT OR REPLACE INTO parts (upload, number, file, bytes, md5, checksum, modified) VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
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
  complete({ id }: MultipartUpload, version: NewVersion, options: WriteOptions): WrittenVersion {
    return this.#db.transaction(() => {
      const used = new Set(version.segments.map(({ file }) => file));
      const unused = this.parts(id).filter(({ file }) => !used.has(file));
      const written = this.#versions.write(version, options);
      this.#db.run("DELETE FROM parts WHERE upload = ?", id);
      this.#db.run("UPDATE uploads SET version = ? WHERE id = ?", written.version.version, id);
      return { ...written, replaced: [...written.replaced, ...unused] };
    });
  }

  /** Ends an upload without an object; answers with the files of its parts. */
  abort(id: string): Segment[] {
    return this.#db.transaction(() => {
      const parts = this.parts(id);
      this.#db.run("DELETE FROM parts WHERE upload = ?", id);
      this.#db.run("DELETE FROM uploads WHERE id = ?", id);
      return parts;
    });
  }

  /** Ends all that began before a time, in milliseconds since the epoch; their files belong to nothing then. */
  abortBefore(time: number): void {
    for (const { id } of this.#db.all(idRow, "SELECT id FROM uploads WHERE started < ?", time)) this.abort(id);
  }
}
