import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type { DropRecord } from "../../functions/drops/records/drop-record.ts";
import type { RecordReader } from "../../functions/drops/records/record-reader.ts";
import type { DropLine } from "../../page/server/drop-line.ts";
import type { DropSource } from "../../page/server/drop-source.ts";
import type { DropFollower } from "./drop-follower.ts";

const AT_ONCE = 500;

/** Every drop's record, with a revision for each change, so that a page can get only what it missed. */
export class DropList extends EventEmitter<{ changed: [] }> implements DropSource {
  /** Identifies this list, so that its revisions are not mixed up with those of an earlier process. */
  readonly run = randomUUID();
  readonly #redrive: string;
  readonly #lines = new Map<string, { line: DropLine; revision: number }>();
  #revision = 0;

  /** @param redrive the command that moves a drop back from the dead-letter queue */
  constructor(follower: Pick<DropFollower, "on">, redrive: string) {
    super();
    this.setMaxListeners(0);
    this.#redrive = redrive;
    follower.on("record", (record) => this.#keep(record));
  }

  get revision(): number {
    return this.#revision;
  }

  find(id: string): DropLine | undefined {
    return this.#lines.get(id)?.line;
  }

  /** What changed after a revision, in the order of the changes; 0 for everything. */
  since(revision: number): DropLine[] {
    const changed: DropLine[] = [];
    // A change moves its line to the end of the map, so the latest ones are there.
    for (const entry of [...this.#lines.values()].reverse()) {
      if (entry.revision <= revision) break;
      changed.push(entry.line);
    }
    return changed.reverse();
  }

  /** Adds the drops of earlier runs. */
  async catchUp(records: RecordReader): Promise<void> {
    let before: string | undefined;
    do {
      const page = await records.list({ scope: "all", limit: AT_ONCE, before });
      for (const record of page.records) if (!this.#lines.has(record.id)) this.#keep(record);
      before = page.next ?? undefined;
    } while (before !== undefined);
  }

  #keep(record: DropRecord): void {
    const trouble = record.trouble && {
      ...record.trouble,
      redrive: record.trouble.againAt === null ? this.#redrive : null,
    };
    this.#lines.delete(record.id);
    this.#lines.set(record.id, { line: { ...record, trouble }, revision: ++this.#revision });
    this.emit("changed");
  }
}
