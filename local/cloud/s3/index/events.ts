import * as z from "zod";
import type { Database } from "./database.ts";
import { type StoredVersion, versionRow } from "./rows.ts";

/** An object that was written and whose event was not sent yet. */
export interface PendingEvent {
  readonly id: number;
  readonly how: string;
  readonly version: StoredVersion;
}

const pendingRow = versionRow.extend({ event: z.number(), how: z.string() });

export class EventIndex {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param how the event's name */
  add(version: StoredVersion, how: string): PendingEvent {
    const { lastInsertRowid } = this.#db.run("INSERT INTO events (seq, how) VALUES (?, ?)", version.seq, how);
    return { id: Number(lastInsertRowid), how, version };
  }

  /** What was written and whose event was not sent when the last run ended, in the order in which it was written. */
  pending(): PendingEvent[] {
    const query =
      "SELECT versions.*, events.id AS event, events.how AS how FROM events JOIN versions USING (seq) ORDER BY events.id";
    return this.#db.all(pendingRow, query).map(({ event: id, how, ...version }) => ({ id, how, version }));
  }

  sent({ id }: PendingEvent): void {
    this.#db.run("DELETE FROM events WHERE id = ?", id);
  }
}
