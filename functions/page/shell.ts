import { html, raw } from "hono/html";
import { type AssetPath, plainAssetPath, renderDocument } from "./document.ts";

/** The client's workers, by their files. */
export const WORKERS = [
  "check-worker.js",
  "datapoints-worker.js",
  "fix-worker.js",
  "propose-worker.js",
  "rows-worker.js",
] as const;

/** The HTML of every page; the client renders the rest. */
export function renderShell(assetPath: AssetPath = plainAssetPath) {
  const body = html`<div id="app"></div>
    <noscript><p class="noscript">This page needs JavaScript.</p></noscript>`;
  // A block of data, which no browser runs: the client starts its workers by these paths.
  const workers = JSON.stringify(Object.fromEntries(WORKERS.map((name) => [name, assetPath(name)])));
  const script = html`<script type="application/json" id="workers">${raw(workers.replaceAll("<", "\\u003c"))}</script>
    <script type="module" src="${assetPath("app.js")}"></script>`;
  return renderDocument("dropset", body, assetPath, script);
}
