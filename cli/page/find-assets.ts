import { existsSync } from "node:fs";
import { type PageAssets, readPageAssets } from "../../functions/page/assets.ts";

/** What an installed package brings along; this file is in its dist/package/cli/page/. */
const BUILT = new URL("../../../functions/page/assets/", import.meta.url);

/** The page's scripts and styles. A checkout builds them from their sources; an installed package has none. */
export async function findAssets(): Promise<PageAssets> {
  if (!existsSync(new URL("../../page/client/app.tsx", import.meta.url))) return readPageAssets(BUILT);
  const { buildAssets } = await import("../../page/server/assets.ts");
  return buildAssets();
}
