import type { Database } from "./database.ts";
import { type Bucket, bucketRow, type Versioning } from "./rows.ts";

export class BucketIndex {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param region where, if not in the embedded cloud's own one; a bucket that is there stays where it is */
  create(name: string, region?: string): void {
    const { changes } = this.#db.run("INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)", name, Date.now());
    if (region !== undefined && changes === 1)
      this.#db.run("INSERT INTO regions (name, region) VALUES (?, ?)", name, region);
  }

  setVersioning(name: string, versioning: Versioning): void {
    this.#db.run("UPDATE buckets SET versioning = ? WHERE name = ?", versioning, name);
  }

  find(name: string): Bucket | undefined {
    return this.#db.one(bucketRow, "SELECT * FROM buckets LEFT JOIN regions USING (name) WHERE name = ?", name);
  }

  all(): Bucket[] {
    return this.#db.all(bucketRow, "SELECT * FROM buckets LEFT JOIN regions USING (name) ORDER BY name");
  }

  delete(name: string): void {
    this.#db.run("DELETE FROM regions WHERE name = ?", name);
    this.#db.run("DELETE FROM buckets WHERE name = ?", name);
  }

  isEmpty(name: string): boolean {
    return this.#db.row("SELECT 1 FROM versions WHERE bucket = ? LIMIT 1", name) === undefined;
  }
}
