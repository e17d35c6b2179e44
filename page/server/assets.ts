import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type OutputFile } from "esbuild";
import { REPORT_STYLE } from "../../functions/report/html/report-style.ts";

/** A script, style, font or icon of the pages. */
export interface Asset {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** A strong ETag, with its quotes. */
  readonly etag: string;
}

const folder = fileURLToPath(new URL("../client/", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

const SETTINGS: BuildOptions & { write: false } = {
  absWorkingDir: folder,
  outdir: "out",
  bundle: true,
  write: false,
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  tsconfig: "tsconfig.json",
  logLevel: "warning",
};

const WORKER_SETTINGS = { ...SETTINGS, alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } };

let built: Promise<ReadonlyMap<string, Asset>> | undefined;

/** The client's scripts and styles by file name, bundled in memory, once for all servers of this process. */
export function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  built ??= buildAssets();
  return built;
}

async function buildAssets(): Promise<ReadonlyMap<string, Asset>> {
  const [pages, ...workers] = await Promise.all([
    build({
      ...SETTINGS,
      entryPoints: { app: "app.tsx", style: "style.css", icon: "icon.svg" },
      // The plot library is larger than the rest, and loaded later.
      splitting: true,
      loader: { ".woff2": "file", ".svg": "copy" },
      assetNames: "[name]",
      publicPath: "/assets",
    }),
    build({ ...WORKER_SETTINGS, entryPoints: { "check-worker": "check-worker.ts" } }),
    build({ ...WORKER_SETTINGS, entryPoints: { "datapoints-worker": "datapoints-worker.ts" } }),
    build({ ...WORKER_SETTINGS, entryPoints: { "propose-worker": "propose-worker.ts" } }),
    // What reads workbooks is larger than the rest, and loaded for a workbook alone.
    build({ ...WORKER_SETTINGS, entryPoints: { "fix-worker": "fix-worker.ts" }, splitting: true }),
  ]);
  const assets = new Map([...pages.outputFiles, ...workers.flatMap(({ outputFiles }) => outputFiles)].map(asAsset));
  const style = assets.get("style.css");
  if (style) assets.set("style.css", assetOf("style.css", Buffer.concat([Buffer.from(REPORT_STYLE), style.content])));
  return assets;
}

function asAsset({ path, contents }: OutputFile): [string, Asset] {
  const name = basename(path);
  return [name, assetOf(name, contents)];
}

function assetOf(name: string, bytes: Uint8Array): Asset {
  const content = Uint8Array.from(bytes);
  return {
    content,
    type: TYPES[extname(name)] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(content).digest("base64url")}"`,
  };
}
