import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createPageApp } from "../../functions/page/app.ts";
import type { PageAssets } from "../../functions/page/assets.ts";
import type { PageDependencies } from "../../functions/page/page-env.ts";
import { connectSigning } from "../../functions/page/signing.ts";
import { guarded } from "./guard.ts";
import { createPageKey } from "./page-key.ts";
import { createTransfers } from "./transfers.ts";

/** What the page shows, to the one person at this machine. */
export type OwnPage = Omit<PageDependencies, "assets" | "personOf" | "signIn" | "signInOrigins" | "signing" | "failed">;

/** The web server. It may start before what it shows, which takes a moment longer. */
export interface WebServer {
  /** Such as `http://127.0.0.1:4567`. By itself, it opens nothing. */
  readonly origin: string;
  /** What opens the page: with a key, which is another one each time that the server starts. */
  readonly url: string;
  /** Requests are answered from then on; earlier ones have waited. */
  open(page: OwnPage): void;
  close(): Promise<void>;
}

export interface WebServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly assets: Promise<PageAssets>;
  /** Called with every error that is not a request's own. */
  readonly failed: (error: unknown) => void;
}

/**
 * Serves the page on the loopback interface, to the user who has its URL: nobody has to sign in, and all users of the machine can
 * connect to it.
 *
 * @throws {Error} the port is in use (`code` is EADDRINUSE)
 */
export async function startWebServer({ port, assets, failed }: WebServerOptions): Promise<WebServer> {
  const opened = Promise.withResolvers<RequestListener>();
  // A failure is for the requests to say, and must not end the process before the first one.
  assets.catch(() => undefined);
  const listener: RequestListener = (request, response) => {
    if (isForeignChange(request)) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" });
      response.end("Only this server's own pages can send this request.\n");
      return;
    }
    opened.promise
      .then((answer) => answer(request, response))
      .catch((error: unknown) => {
        failed(error);
        response.destroy();
      });
  };
  const key = createPageKey();
  const server = createServer(guarded(key.guarded(listener), { mayVisit: isPage }));
  // Uploads of several gigabytes may take hours.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: key.urlAt(origin),
    open(page) {
      opened.resolve(assets.then((built) => pageListener(page, { origin, assets: built, failed })));
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function pageListener(
  page: OwnPage,
  { origin, assets, failed }: { origin: string; assets: PageAssets; failed: (error: unknown) => void },
): RequestListener {
  const transfers = createTransfers();
  const app = createPageApp({
    ...page,
    assets,
    failed(error, { req }) {
      // The client has closed the connection, or this server is closing.
      if (!req.raw.signal.aborted) failed(error);
    },
    personOf: () => ({ name: null, workspaces: "all" }),
    signIn: undefined,
    signInOrigins: [],
    signing: transfers.signing(connectSigning(page.s3, page.bucket), origin),
  });
  // The process that embeds the server keeps its own globals.
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (request, response) => {
    if (!transfers.pass(request, response)) void answer(request, response);
  };
}

/** A browser names the page that sends a change; the guard has refused those that name another one. */
function isForeignChange({ method = "GET", headers }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD" && headers.origin !== `http://${headers.host}`;
}

/** Links on other sites may open the pages, where their cookie lets them, but not their API, assets or transfers. */
function isPage(path: string): boolean {
  return !/^\/(?:api|assets|transfers)\//.test(path);
}
