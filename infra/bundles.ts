import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The functions, by the folder below `functions/` that holds their `handler.ts`. */
export const STEPS = ["ingest", "upload", "poll", "refused", "report", "page"] as const;
export type Step = (typeof STEPS)[number];

const above = new URL("..", import.meta.url);

/** The package's folder: this file lies below it, and what is built from this file two folders further down. */
export const PACKAGE_FOLDER = fileURLToPath(
  above.pathname.endsWith("/dist/package/") ? new URL("../..", above) : above,
);

/** Where the functions' bundles are, in a folder for each step. A published package brings them along. */
export const BUNDLES_FOLDER = join(PACKAGE_FOLDER, "dist", "functions");

/** What the page function serves, next to its bundle. */
export const PAGE_ASSETS_FOLDER = join(BUNDLES_FOLDER, "page", "assets");

/** @throws {Error} the functions were not bundled */
export function bundleOf(step: Step): string {
  const folder = join(BUNDLES_FOLDER, step);
  if (existsSync(folder)) return folder;
  throw new Error(`There is no bundle of ${step} in ${BUNDLES_FOLDER}: run "npm run bundle" first.`);
}
