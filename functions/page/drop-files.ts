import { Hono } from "hono";
import * as z from "zod/mini";
import type { Drop } from "../drops/drop.ts";
import { reportPageKey, rowsToFixKey } from "../drops/object-keys.ts";
import type { DropRecord } from "../drops/records/drop-record.ts";
import type { Report } from "../drops/report.ts";
import { type DatapointsPage, readDatapoints } from "../validation/datapoints/read-datapoints.ts";
import { readExcerpts } from "../validation/excerpts/excerpts.ts";
import { withoutEnding } from "../validation/file-endings.ts";
import { CONTENT_TYPES, formatOfName, isJsonLines } from "../validation/file-format.ts";
import { DATAPOINTS_AT_ONCE } from "./datapoints-at-once.ts";
import type { DropReader } from "./drop-reader.ts";
import { findDrop } from "./drops.ts";
import { schemaOfReport } from "./folder-line.ts";
import type { PageDependencies, PageEnv } from "./page-env.ts";
import { notFound } from "./page-problem.ts";
import { DOWNLOADS, type Download, type DownloadKind } from "./page-types.ts";
import { readPatiently } from "./patient-read.ts";
import { readBody } from "./request-body.ts";
import { storeRowsToFix } from "./rows-to-fix.ts";
import type { SavedAs, Signing } from "./signing.ts";

type FilesDependencies = Pick<PageDependencies, "s3" | "bucket" | "records" | "severities"> & {
  readonly reader: DropReader;
  readonly signing: Signing;
};

/** What a drop's file holds: excerpts, datapoints, and the files that belong to it. */
export function dropFilesRoutes(dependencies: FilesDependencies): Hono<PageEnv> {
  const { reader } = dependencies;
  const api = new Hono<PageEnv>();

  api.get("/drops/:id/excerpts", async (c) => {
    const { drop } = await findDrop(c, dependencies);
    const report = await reportOf(drop, reader);
    const columns = report.file.columns.map(({ name }) => name);
    const file = await reader.file(drop, report);
    return c.json(await readExcerpts(readPatiently(file), report.findings, columns));
  });

  api.get("/drops/:id/datapoints", async (c) => {
    const { drop } = await findDrop(c, dependencies);
    const report = await reportOf(drop, reader);
    const format = { format: formatOfName(drop.key), schema: schemaOfReport(report) };
    const after = Math.max(0, Math.trunc(Number(c.req.query("after") ?? 0) || 0));
    const search = c.req.query("search") ?? "";
    const file = readPatiently(await reader.file(drop, report));
    const page = await readDatapoints(file, format, { after, limit: DATAPOINTS_AT_ONCE, search });
    return c.json(cutPage(page));
  });

  const request = z.object({ kind: z.enum(DOWNLOADS) });
  api.post("/drops/:id/downloads", async (c) => {
    const { record, drop } = await findDrop(c, dependencies);
    const { kind } = await readBody(c, request);
    return c.json<Download>(await prepareDownload(kind, { record, drop }, dependencies));
  });
  return api;
}

async function reportOf(drop: Drop, reader: DropReader): Promise<Report> {
  const report = await reader.report(drop);
  if (!report) throw notFound();
  return report;
}

async function prepareDownload(
  kind: DownloadKind,
  { record, drop }: { record: DropRecord; drop: Drop },
  dependencies: FilesDependencies,
): Promise<Download> {
  const { reader, signing } = dependencies;
  const base = baseName(record);
  const signed = async (object: Parameters<Signing["download"]>[0], savedAs: SavedAs, isCut = false) => ({
    url: await signing.download(object, savedAs),
    isCut,
  });
  switch (kind) {
    case "file":
      // A URL cannot have the condition that a read by ETag has: it would be a download of whatever is there now.
      await reader.checkDropped(drop);
      return signed(drop, { name: record.key.replace(/^.*\//s, ""), contentType: "text/plain; charset=utf-8" });
    case "report":
      await reportOf(drop, reader);
      return signed(
        { key: reportPageKey(drop) },
        { name: `${base} report.html`, contentType: "text/html; charset=utf-8" },
      );
    case "refused-rows": {
      const { refusedFile } = await reportOf(drop, reader);
      if (!refusedFile) throw notFound();
      const format = formatOfName(refusedFile);
      const contentType = `${CONTENT_TYPES[format]}; charset=utf-8`;
      return signed({ key: refusedFile }, { name: `${base} refused rows.${format}`, contentType });
    }
    case "offending-rows": {
      if (isJsonLines(drop.key)) throw notFound();
      const isCut = await storeRowsToFix(drop, await reader.report(drop), dependencies);
      const savedAs = { name: `${base} rows to fix.csv`, contentType: "text/csv; charset=utf-8" };
      return signed({ key: rowsToFixKey(drop) }, savedAs, isCut);
    }
  }
}

/** Lambda's answers have 6 MB, in which every quote of a JSON text counts twice. */
const MOST_ANSWER_BYTES = 2_000_000;
const SHORT_VALUE = 1000;

/** As many of the datapoints as an answer has room for. Where one alone is too large, its values are cut. */
function cutPage({ datapoints, hasMore }: DatapointsPage): DatapointsPage {
  let bytes = 0;
  const fitting = datapoints.findIndex((datapoint) => {
    bytes += Buffer.byteLength(JSON.stringify(datapoint));
    return bytes > MOST_ANSWER_BYTES;
  });
  if (fitting < 0) return { datapoints, hasMore };
  if (fitting > 0) return { datapoints: datapoints.slice(0, fitting), hasMore: true };
  const [first] = datapoints;
  if (!first) return { datapoints, hasMore };
  const cut = (value: string) => (value.length > SHORT_VALUE ? `${value.slice(0, SHORT_VALUE)}…` : value);
  const short = { number: first.number, visible: first.visible.map(cut), hidden: first.hidden.map(cut) };
  return { datapoints: [short], hasMore: hasMore || datapoints.length > 1 };
}

function baseName({ key }: DropRecord): string {
  return withoutEnding(key.replace(/^.*\//s, ""));
}
