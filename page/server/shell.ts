import { html } from "hono/html";
import { renderDocument } from "./document.ts";

/** The HTML of every page; the client renders the rest. */
export function renderShell() {
  const body = html`<div id="app"></div>
    <noscript><p class="noscript">This page needs JavaScript.</p></noscript>`;
  return renderDocument("dropset", body, html`<script type="module" src="/assets/app.js"></script>`);
}
