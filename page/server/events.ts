import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Snapshot } from "./drop-line.ts";
import type { WebPipeline } from "./pipeline.ts";

/** Changes within this time go into one message, so that a thousand drops at once are a few messages. */
const BATCH_MS = 50;
/** How soon a page reconnects after it lost the server. */
const RETRY_MS = 1000;

/**
 * Sends a page every drop, and then what changes. A page that reconnects sends `Last-Event-ID` and gets what it missed;
 * after a restart of this server it gets everything again.
 */
export function streamEvents(c: Context, { drops, workspaces, dropsPerMinute, severities }: WebPipeline): Response {
  const [run, revision] = (c.req.header("last-event-id") ?? "").split(":");
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    let sent = run === drops.run ? Number(revision) : 0;
    const id = () => `${drops.run}:${sent}`;

    if (run !== drops.run) {
      const snapshot: Snapshot = { workspaces, dropsPerMinute, severities, drops: drops.since(0) };
      sent = drops.revision;
      await stream.writeSSE({ event: "snapshot", id: id(), retry: RETRY_MS, data: JSON.stringify(snapshot) });
    }
    while (!gone.signal.aborted) {
      if (drops.revision === sent) await once(drops, "changed", { signal: gone.signal }).catch(() => undefined);
      await pause(BATCH_MS, undefined, { signal: gone.signal }).catch(() => undefined);
      if (gone.signal.aborted) return;
      const changed = drops.since(sent);
      sent = drops.revision;
      await stream.writeSSE({ event: "drops", id: id(), data: JSON.stringify(changed) });
    }
  });
}
