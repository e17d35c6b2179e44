import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import type { Drop } from "../../functions/drops/drop.ts";
import { DropGone } from "../../functions/drops/errors.ts";
import { readExcerpts } from "../../functions/validation/excerpts/excerpts.ts";
import type { Asset } from "./assets.ts";
import type { DropDetails, DropLine } from "./drop-line.ts";
import { connectDropReader, type DropReader } from "./drop-reader.ts";
import { streamEvents } from "./events.ts";
import { offendingRows } from "./offending-rows.ts";
import { pageGuard, WORKER_POLICY } from "./page-guard.ts";
import type { WebPipeline } from "./pipeline.ts";
import { receiveDrop, UploadRefused } from "./receive-drop.ts";
import { renderRules } from "./rules-page.ts";
import { renderShell } from "./shell.ts";

export interface AppOptions {
  readonly assets: Promise<ReadonlyMap<string, Asset>>;
  /** undefined while the pipeline is still starting. */
  readonly pipeline: () => WebPipeline | undefined;
}

interface Env {
  Bindings: { readonly incoming: IncomingMessage };
  Variables: { pipeline: WebPipeline; reader: DropReader };
}

/** The pages and their API. */
export function webApp({ assets, pipeline }: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  app.use(pageGuard);
  app.get("/", (c) => c.html(renderShell()));
  app.get("/drops/:id", (c) => c.html(renderShell()));
  app.get("/rules", async (c) => c.html(await renderRules()));
  app.get("/assets/:name", async (c) => sendAsset(c, (await assets).get(c.req.param("name"))));
  app.route("/api", webApi(pipeline));
  app.onError((error, c) => {
    if (error instanceof UploadRefused) return c.text(error.message, 400);
    if (error instanceof DropGone) return c.text(error.message, 410);
    return c.text(error.message, 500);
  });
  return app;
}

function webApi(pipeline: AppOptions["pipeline"]): Hono<Env> {
  const api = new Hono<Env>();
  api.use(async (c, next) => {
    const running = pipeline();
    if (!running) return c.text("The pipeline is starting.", 503, { "Retry-After": "1" });
    c.set("pipeline", running);
    c.set("reader", connectDropReader(running.s3));
    c.header("Cache-Control", "no-store");
    return next();
  });

  api.get("/events", (c) => streamEvents(c, c.var.pipeline));

  api.post("/drops", async (c) => {
    const place = { name: c.req.query("name") ?? "", workspaceId: c.req.query("workspace") };
    return c.json({ key: await receiveDrop(c.env.incoming, place, c.var.pipeline) }, 201);
  });

  api.get("/drops/:id", async (c) => {
    const found = findDrop(c);
    if (!found) return c.notFound();
    const [report = null, record = null] = await Promise.all([
      c.var.reader.report(found.drop),
      c.var.reader.record(found.drop),
    ]);
    return c.json<DropDetails>({ line: found.line, report, record });
  });

  api.get("/drops/:id/excerpts", async (c) => {
    const found = findDrop(c);
    const report = found && (await c.var.reader.report(found.drop));
    if (!report) return c.notFound();
    const columns = report.file.columns.map(({ name }) => name);
    return c.json(await readExcerpts(await c.var.reader.file(found.drop, report), report.findings, columns));
  });

  api.get("/drops/:id/offending-rows.csv", async (c) => {
    const found = findDrop(c);
    if (!found) return c.notFound();
    const file = await c.var.reader.file(found.drop, await c.var.reader.report(found.drop));
    const rows = offendingRows(file, c.var.pipeline.severities);
    return download(c, Readable.from(rows), "text/csv", `${baseName(found.line)} rows to fix.csv`);
  });

  api.get("/drops/:id/report.html", async (c) => {
    const found = findDrop(c);
    const page = found && (await c.var.reader.reportPage(found.drop));
    if (!page) return c.notFound();
    return download(c, page, "text/html", `${baseName(found.line)} report.html`);
  });
  return api;
}

function findDrop(c: Context<Env>): { line: DropLine; drop: Drop } | undefined {
  const { bucket, drops } = c.var.pipeline;
  const line = drops.find(c.req.param("id") ?? "");
  return line && { line, drop: { bucket, key: line.key, versionId: line.versionId } };
}

function baseName({ key }: DropLine): string {
  return key.replace(/^.*\//, "").replace(/\.csv$/i, "");
}

/** A download, which is never rendered with this server's origin. */
function download(c: Context<Env>, body: Readable, type: string, name: string): Response {
  c.req.raw.signal.addEventListener("abort", () => body.destroy());
  return c.body(Readable.toWeb(body) as ReadableStream, 200, {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
  });
}

function sendAsset(c: Context<Env>, asset: Asset | undefined): Response | Promise<Response> {
  if (!asset) return c.notFound();
  c.header("ETag", asset.etag);
  c.header("Cache-Control", "no-cache");
  if (c.req.param("name")?.endsWith("-worker.js")) c.header("Content-Security-Policy", WORKER_POLICY);
  if (c.req.header("if-none-match") === asset.etag) return c.body(null, 304);
  return c.body(asset.content, 200, { "Content-Type": asset.type });
}
