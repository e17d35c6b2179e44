import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Snapshot } from "./drop-line.ts";
import type { WebPipeline } from "./pipeline.ts";

/** Changes within this time are told together: a thousand drops at once are a few messages, and nobody sees the wait. */
const TOLD_TOGETHER_MS = 50;
/** How soon a page comes back that lost its server. */
const RETRY_MS = 1000;

/**
 * Tells a page every drop, and from then on what changes. One that was cut off says with `Last-Event-ID` how far it has
 * been told, and hears of the rest; after a restart of this server it is told everything anew.
 */
export function streamEvents(c: Context, { drops, workspaces, dropsPerMinute, severities }: WebPipeline): Response {
  const [run, revision] = (c.req.header("last-event-id") ?? "").split(":");
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    let told = run === drops.run ? Number(revision) : 0;
    const id = () => `${drops.run}:${told}`;

    if (run !== drops.run) {
      const snapshot: Snapshot = { workspaces, dropsPerMinute, severities, drops: drops.since(0) };
      told = drops.revision;
      await stream.writeSSE({ event: "snapshot", id: id(), retry: RETRY_MS, data: JSON.stringify(snapshot) });
    }
    while (!gone.signal.aborted) {
      if (drops.revision === told) await once(drops, "changed", { signal: gone.signal }).catch(() => undefined);
      await pause(TOLD_TOGETHER_MS, undefined, { signal: gone.signal }).catch(() => undefined);
      if (gone.signal.aborted) return;
      const changed = drops.since(told);
      told = drops.revision;
      await stream.writeSSE({ event: "drops", id: id(), data: JSON.stringify(changed) });
    }
  });
}
