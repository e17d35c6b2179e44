import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { webApp } from "./app.ts";
import { buildAssets } from "./assets.ts";
import { guarded } from "./guard.ts";
import type { WebPipeline } from "./pipeline.ts";

/** The web server: there before its pipeline is, since that takes a moment to start. */
export interface WebServer {
  readonly url: string;
  /** From here on drops are taken and shown. */
  open(pipeline: WebPipeline): void;
  close(): Promise<void>;
}

/**
 * Serves the pages to this machine alone.
 *
 * @param port 0 for any that is free
 * @throws {Error} the port is taken (`code` is EADDRINUSE)
 */
export async function startWebServer({ port }: { port: number }): Promise<WebServer> {
  let pipeline: WebPipeline | undefined;
  const assets = buildAssets();
  // Asked for only when a page is; until then its failure is nobody's.
  assets.catch(() => undefined);
  const app = webApp({ assets, pipeline: () => pipeline });
  // Whoever embeds the server keeps their own globals.
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(guarded(answer, { mayVisit: isPage }));
  // A file of gigabytes may take its time.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(running) {
      pipeline = running;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await assets.catch(() => undefined);
    },
  };
}

/** The pages themselves, which a link on another site may open; not what they ask the server for. */
function isPage(path: string): boolean {
  return !/^\/(api|assets)\//.test(path);
}
