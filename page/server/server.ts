import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { webApp } from "./app.ts";
import { readAssets } from "./assets.ts";
import { guarded } from "./guard.ts";
import type { WebPipeline } from "./pipeline.ts";

/** The web server. It starts before its pipeline, which takes a moment longer. */
export interface WebServer {
  readonly url: string;
  /** From then on it accepts uploads and shows drops. */
  open(pipeline: WebPipeline): void;
  close(): Promise<void>;
}

/**
 * Serves the pages on the loopback interface.
 *
 * @param port 0 for any free port
 * @throws {Error} the port is in use (`code` is EADDRINUSE)
 */
export async function startWebServer({ port }: { port: number }): Promise<WebServer> {
  let pipeline: WebPipeline | undefined;
  const assets = readAssets();
  // A failure is reported to the first request for an asset, and must not end the process before that.
  assets.catch(() => undefined);
  const app = webApp({ assets, pipeline: () => pipeline });
  // The process that embeds the server keeps its own globals.
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(guarded(answer, { mayVisit: isPage }));
  // Uploads of several gigabytes may take hours.
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

/** Links on other sites may open the pages, but not their API or assets. */
function isPage(path: string): boolean {
  return !/^\/(api|assets)\//.test(path);
}
