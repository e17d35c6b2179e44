import { type Context, Hono } from "hono";
import { DropGone } from "../../functions/drops/errors.ts";
import { plainAssetPath } from "../../functions/page/document.ts";
import { connectDropReader } from "../../functions/page/drop-reader.ts";
import { WORKER_POLICY } from "../../functions/page/page-policy.ts";
import { renderRulesPage } from "../../functions/page/rules-page.ts";
import { renderShell } from "../../functions/page/shell.ts";
import { buildRules } from "../build-rules.ts";
import type { Asset } from "./assets.ts";
import { dropRoutes } from "./drop-routes.ts";
import type { ApiEnv } from "./env.ts";
import { streamEvents } from "./events.ts";
import { folderRoutes } from "./folder-routes.ts";
import { pageGuard } from "./page-guard.ts";
import type { WebPipeline } from "./pipeline.ts";
import { UploadRefused } from "./upload-refused.ts";

export interface AppOptions {
  readonly assets: Promise<ReadonlyMap<string, Asset>>;
  /** undefined while the pipeline is still starting. */
  readonly pipeline: () => WebPipeline | undefined;
}

/** The pages and their API. */
export function webApp({ assets, pipeline }: AppOptions): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(pageGuard);
  app.get("/", (c) => c.html(renderShell()));
  for (const path of ["/drops/:id", "/folders", "/folders/*"]) app.get(path, (c) => c.html(renderShell()));
  app.get("/rules", async (c) => c.html(renderRulesPage(await buildRules(), plainAssetPath)));
  app.get("/assets/:name", async (c) => sendAsset(c, (await assets).get(c.req.param("name"))));
  app.route("/api", webApi(pipeline));
  app.onError((error, c) => {
    if (error instanceof UploadRefused) return c.text(error.message, 400);
    if (error instanceof DropGone) return c.text(error.message, 410);
    return c.text(error.message, 500);
  });
  return app;
}

function webApi(pipeline: AppOptions["pipeline"]): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.use(async (c, next) => {
    const running = pipeline();
    if (!running) return c.text("The pipeline is starting.", 503, { "Retry-After": "1" });
    c.set("pipeline", running);
    c.set("reader", connectDropReader(running.s3));
    c.header("Cache-Control", "no-store");
    return next();
  });

  api.get("/events", (c) => streamEvents(c, c.var.pipeline));

  api.route("/drops", dropRoutes());
  api.route("/folders", folderRoutes());
  return api;
}

function sendAsset(c: Context, asset: Asset | undefined): Response | Promise<Response> {
  if (!asset) return c.notFound();
  c.header("ETag", asset.etag);
  c.header("Cache-Control", "no-cache");
  if (c.req.param("name")?.endsWith("-worker.js")) c.header("Content-Security-Policy", WORKER_POLICY);
  if (c.req.header("if-none-match") === asset.etag) return c.body(null, 304);
  return c.body(asset.content, 200, { "Content-Type": asset.type });
}
