import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Drop } from "../drops/drop.ts";
import type { DropRecord } from "../drops/records/drop-record.ts";
import { settleRecord, settleRecords } from "../drops/records/settle-record.ts";
import type { Access } from "./access.ts";
import type { DropReader } from "./drop-reader.ts";
import { LONGEST_WAIT_SECONDS } from "./longest-wait.ts";
import type { Clock, PageDependencies, PageEnv } from "./page-env.ts";
import { notFound, PageProblem } from "./page-problem.ts";
import type { DropChanges, DropDetails, DropsPage } from "./page-types.ts";

type DropsDependencies = Pick<PageDependencies, "bucket" | "records"> & {
  readonly reader: DropReader;
  readonly clock: Clock;
};

const MOST_LISTED = 200;
/** People see a change within a second. Each look is one or two small queries. */
const LOOK_EVERY_MS = 700;

/** The list of drops: its pages, and what changes. */
export function dropsRoutes({ bucket, records, reader, clock }: DropsDependencies): Hono<PageEnv> {
  const api = new Hono<PageEnv>();
  const settleOptions = () => ({ bucket, readReport: reader.report, now: clock.now() });

  api.get("/drops", async (c) => {
    const { access } = c.var;
    const limit = Math.trunc(Math.min(MOST_LISTED, Math.max(1, Number(c.req.query("limit") ?? 100) || 100)));
    const before = readCursor(c.req.query("before"));
    // Before the list is read: what changes meanwhile is in the list, or in the next answer of changes, or in both.
    const until = new Date(clock.now()).toISOString();
    const page = await records.list({ scope: access.person.workspaces, limit, before });
    const listed = page.records.filter(access.seesDrop);
    const drops = await settleRecords(listed, settleOptions());
    return c.json<DropsPage>({ drops, next: page.next, revision: writeRevision(until, listed) });
  });

  api.get("/changes", async (c) => {
    const { access } = c.var;
    const { since, seen } = readRevision(c.req.query("since") ?? "");
    const end = clock.now() + LONGEST_WAIT_SECONDS * 1000;
    for (;;) {
      const changes = await records.changes(access.person.workspaces, since);
      if (!changes) throw new PageProblem(410, "Too much has changed since then: read the list again.");
      const visible = changes.records.filter(access.seesDrop);
      const drops = visible.filter((record) => !seen.has(markOf(record)));
      if (drops.length > 0 || clock.now() + LOOK_EVERY_MS > end || c.req.raw.signal.aborted) {
        return c.json<DropChanges>({ drops, revision: writeRevision(changes.until, visible) });
      }
      await clock.wait(LOOK_EVERY_MS);
    }
  });

  api.get("/drops/:id", async (c) => {
    const { record, drop } = await findDrop(c, { bucket, records });
    const [report, work = null] = await Promise.all([reader.report(drop), reader.record(drop)]);
    const line = await settleRecord(record, { ...settleOptions(), readReport: async () => report });
    return c.json<DropDetails>({ line, report: report ?? null, record: work });
  });
  return api;
}

/** A time and a drop's id, as a page of the list ends with them. */
const CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f]{64}$/;

/** @throws {PageProblem} it is no page's end: DynamoDB would refuse one that is too long */
function readCursor(before: string | undefined): string | undefined {
  if (!before) return undefined;
  if (!CURSOR.test(before)) throw new PageProblem(400, "The list has no such page: read it from its start.");
  return before;
}

/** The drop that a request is about. @throws {PageProblem} there is none that this person may see */
export async function findDrop(
  c: Context<PageEnv>,
  { bucket, records }: Pick<PageDependencies, "bucket" | "records">,
): Promise<{ record: DropRecord; drop: Drop }> {
  const id = c.req.param("id") ?? "";
  const record = /^[0-9a-f]{64}$/.test(id) ? await records.find(id) : undefined;
  if (!record || !(c.var.access satisfies Access).seesDrop(record)) throw notFound();
  return { record, drop: { bucket, key: record.key, versionId: record.versionId } };
}

// The reader's answers overlap by some seconds. A revision names what was in the last one, so that a change is sent once.
const MARK_LENGTH = 8;
/**
 * More would make a long URL; then some changes are sent again. API Gateway takes 10,240 bytes of request line and headers, of
 * which a token with many groups needs most.
 */
const MOST_MARKS = 50;

function markOf({ id, changedAt }: DropRecord): string {
  return createHash("sha256").update(`${id} ${changedAt}`).digest("base64url").slice(0, MARK_LENGTH);
}

function writeRevision(until: string, sent: readonly DropRecord[]): string {
  const newest = [...sent].sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)).slice(0, MOST_MARKS);
  return `${until}~${newest.map(markOf).join("")}`;
}

function readRevision(revision: string): { since: string; seen: ReadonlySet<string> } {
  const [since = "", marks = ""] = revision.split("~");
  return { since, seen: new Set(marks.match(new RegExp(`.{${MARK_LENGTH}}`, "g"))) };
}
