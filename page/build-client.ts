import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { REPORT_STYLE } from "../functions/report/html/report-style.ts";

/** A script, style, font or icon of the pages. */
export interface ClientFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** Its media type. */
  readonly type: string;
}

const folder = fileURLToPath(new URL("client/", import.meta.url));

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

/** Bundles the client's scripts and styles in memory. Each name ends in a hash of the content, such as `app-4ZXQ6ONN.js`. */
export async function buildClient(): Promise<ClientFile[]> {
  const name = "[name]-[hash]";
  const worker = { ...WORKER_SETTINGS, entryNames: name };
  const built = await Promise.all([
    build({
      ...SETTINGS,
      entryPoints: { app: "app.tsx", style: "style.css", icon: "icon.svg" },
      entryNames: name,
      // The plot library is larger than the rest, and loaded later.
      splitting: true,
      loader: { ".woff2": "file", ".svg": "copy" },
      assetNames: name,
      publicPath: "/assets",
      // A part of the content that the hash stands for.
      banner: { css: REPORT_STYLE },
    }),
    build({ ...worker, entryPoints: { "check-worker": "tray/check-worker.ts" } }),
    build({ ...worker, entryPoints: { "datapoints-worker": "file-view/datapoints-worker.ts" } }),
    build({ ...worker, entryPoints: { "propose-worker": "folders/propose-worker.ts" } }),
    build({ ...worker, entryPoints: { "rows-worker": "tray/rows-worker.ts" } }),
    // What reads workbooks is larger than the rest, and loaded for a workbook alone.
    build({ ...worker, entryPoints: { "fix-worker": "tray/fix-worker.ts" }, splitting: true }),
  ]);
  const files = built.flatMap(({ outputFiles }) => outputFiles);
  return files.map(({ path, contents }) => ({
    name: basename(path),
    content: contents,
    type: TYPES[extname(path)] ?? "application/octet-stream",
  }));
}

/** The name of a file without its hash. */
export function plainName(name: string): string {
  return name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
}
