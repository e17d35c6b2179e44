import { html, raw } from "hono/html";
import { type AssetPath, renderDocument } from "./document.ts";

/** docs/rules.md, as a page. @param rules as HTML; our own document, so its markup is trusted */
export function renderRulesPage(rules: string, assetPath: AssetPath) {
  const body = html`<header class="top"><a class="brand" href="/">dropset</a></header>
    <main class="prose">${raw(rules)}</main>`;
  return renderDocument("Validation rules – dropset", body, assetPath);
}
