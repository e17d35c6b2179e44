import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { type Drop, dropId } from "../../functions/drops/drop.ts";
import { DATAPOINTS_AT_ONCE } from "../../functions/page/datapoints-at-once.ts";
import { schemaOf } from "../../functions/page/folder-line.ts";
import { offendingRows } from "../../functions/page/offending-rows.ts";
import { readDatapoints } from "../../functions/validation/datapoints/read-datapoints.ts";
import { readExcerpts } from "../../functions/validation/excerpts/excerpts.ts";
import { CONTENT_TYPES, formatOfName, isJsonLines } from "../../functions/validation/file-format.ts";
import { download } from "./download.ts";
import type { DropDetails, DropLine, ReceivedDrop } from "./drop-line.ts";
import type { ApiEnv } from "./env.ts";
import { receiveDrop } from "./receive-drop.ts";

/** What the API has of drops. */
export function dropRoutes(): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();

  api.post("/", async (c) => {
    const [workspaceId, folder] = [c.req.query("workspace"), c.req.query("folder")];
    const place = { name: c.req.query("name") ?? "", workspaceId, folder };
    const drop = await receiveDrop(c.env.incoming, place, c.var.pipeline);
    return c.json<ReceivedDrop>({ id: dropId(drop), key: drop.key }, 201);
  });

  api.get("/:id", async (c) => {
    const found = findDrop(c);
    if (!found) return c.notFound();
    const [report = null, record = null] = await Promise.all([
      c.var.reader.report(found.drop),
      c.var.reader.record(found.drop),
    ]);
    return c.json<DropDetails>({ line: found.line, report, record });
  });

  api.get("/:id/excerpts", async (c) => {
    const found = findDrop(c);
    const report = found && (await c.var.reader.report(found.drop));
    if (!report) return c.notFound();
    const columns = report.file.columns.map(({ name }) => name);
    return c.json(await readExcerpts(await c.var.reader.file(found.drop, report), report.findings, columns));
  });

  api.get("/:id/offending-rows.csv", async (c) => {
    const found = findDrop(c);
    if (!found || isJsonLines(found.line.key)) return c.notFound();
    const report = await c.var.reader.report(found.drop);
    const file = await c.var.reader.file(found.drop, report);
    const schema = report?.definition ? schemaOf(report.definition.schema) : undefined;
    const rows = offendingRows(file, c.var.pipeline.severities, schema);
    return download(c, Readable.from(rows), "text/csv", `${baseName(found.line)} rows to fix.csv`);
  });

  api.get("/:id/datapoints", async (c) => {
    const found = findDrop(c);
    const report = found && (await c.var.reader.report(found.drop));
    if (!report) return c.notFound();
    const format = formatOfName(found.line.key);
    const schema = report.definition ? schemaOf(report.definition.schema) : undefined;
    const file = await c.var.reader.file(found.drop, report);
    c.req.raw.signal.addEventListener("abort", () => file.destroy());
    const after = Number(c.req.query("after") ?? 0);
    const search = c.req.query("search") ?? "";
    return c.json(await readDatapoints(file, { format, schema }, { after, limit: DATAPOINTS_AT_ONCE, search }));
  });

  api.get("/:id/file", async (c) => {
    const found = findDrop(c);
    if (!found) return c.notFound();
    const file = await c.var.reader.dropped(found.drop);
    return download(c, file, "text/plain", found.line.key.replace(/^.*\//, ""));
  });

  api.get("/:id/refused-rows", async (c) => {
    const found = findDrop(c);
    const key = found && (await c.var.reader.report(found.drop))?.refusedFile;
    const rows = key ? await c.var.reader.refusedRows(found.drop, key) : undefined;
    if (!key || !rows) return c.notFound();
    const format = formatOfName(key);
    return download(c, rows, CONTENT_TYPES[format], `${baseName(found.line)} refused rows.${format}`);
  });

  api.get("/:id/report.html", async (c) => {
    const found = findDrop(c);
    const page = found && (await c.var.reader.reportPage(found.drop));
    if (!page) return c.notFound();
    return download(c, page, "text/html", `${baseName(found.line)} report.html`);
  });
  return api;
}

function findDrop(c: Context<ApiEnv>): { line: DropLine; drop: Drop } | undefined {
  const { bucket, drops } = c.var.pipeline;
  const line = drops.find(c.req.param("id") ?? "");
  return line && { line, drop: { bucket, key: line.key, versionId: line.versionId } };
}

function baseName({ key }: DropLine): string {
  return key.replace(/^.*\//, "").replace(/\.(?:csv|jsonl|json)$/i, "");
}
