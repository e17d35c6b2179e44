import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import * as z from "zod";

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
 * The tables of the index, in SQLite. Its write-ahead log is flushed to the disk only at its checkpoints, so a power failure
 * may undo the last transactions; a killed process has made one or not.
 */
export class Database {
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

  transaction<T>(change: () => T): T {
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

  run(sql: string, ...values: (string | number | null)[]) {
    return this.#statement(sql).run(...values);
  }

  row(sql: string, ...values: (string | number)[]): Record<string, SQLOutputValue> | undefined {
    return this.#statement(sql).get(...values);
  }

  one<T>(shape: z.ZodType<T>, sql: string, ...values: (string | number)[]): T | undefined {
    const row = this.row(sql, ...values);
    return row && shape.parse(row);
  }

  all<T>(shape: z.ZodType<T>, sql: string, ...values: (string | number)[]): T[] {
    return z.array(shape).parse(this.#statement(sql).all(...values));
  }

  #statement(sql: string): StatementSync {
    const made = this.#statements.get(sql);
    if (made) return made;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
