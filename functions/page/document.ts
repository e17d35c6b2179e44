import { html } from "hono/html";

type Html = ReturnType<typeof html>;

/** Where a page's own files are: `assetPath("app.js")`. */
export type AssetPath = (name: string) => string;

/** Files by their own names. */
export const plainAssetPath: AssetPath = (name) => `/assets/${name}`;

/** A page's HTML, with what all pages have in their head. @param script what the head loads besides */
export function renderDocument(title: string, body: Html, assetPath: AssetPath, script: Html | "" = ""): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="${assetPath("icon.svg")}">
    <link rel="stylesheet" href="${assetPath("style.css")}">
    ${script}
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}
