import { html } from "hono/html";

/** The HTML of every page; the client renders the rest. */
export function renderShell() {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>dropset</title>
    <link rel="icon" href="/assets/icon.svg">
    <link rel="stylesheet" href="/assets/style.css">
    <script type="module" src="/assets/app.js"></script>
  </head>
  <body>
    <div id="app"></div>
    <noscript><p class="noscript">This page needs JavaScript.</p></noscript>
  </body>
</html>
`;
}
