import * as z from "zod";
import { BucketIndex } from "./buckets.ts";
import { Database } from "./database.ts";
import { EventIndex } from "./events.ts";
import { versionRow } from "./rows.ts";
import { UploadIndex } from "./uploads.ts";
import { VersionIndex } from "./versions.ts";

const segmentsRow = z.object({ segments: versionRow.shape.segments });
const fileRow = z.object({ file: z.string() });

/** What there is in the buckets: everything about objects but their bytes. Each method of its parts is one transaction. */
export class ObjectIndex {
  readonly buckets: BucketIndex;
  readonly versions: VersionIndex;
  readonly uploads: UploadIndex;
  /** Of objects that were written. */
  readonly events: EventIndex;
  readonly #db: Database;

  /** @param file where it is kept */
  constructor(file: string) {
    this.#db = new Database(file);
    this.buckets = new BucketIndex(this.#db);
    this.events = new EventIndex(this.#db);
    this.versions = new VersionIndex(this.#db, this.buckets, this.events);
    this.uploads = new UploadIndex(this.#db, this.versions);
  }

  close(): void {
    this.#db.close();
  }

  /** The files of all objects and parts. */
  files(): Set<string> {
    const files = new Set<string>();
    for (const { segments } of this.#db.all(segmentsRow, "SELECT segments FROM versions")) {
      for (const { file } of segments) files.add(file);
    }
    for (const { file } of this.#db.all(fileRow, "SELECT file FROM parts")) files.add(file);
    return files;
  }
}
