import { readFile } from "node:fs/promises";
import { html, raw } from "hono/html";
import { Marked } from "marked";
import { renderDocument } from "./document.ts";

const RULES = new URL("../../docs/rules.md", import.meta.url);

/** Every heading has an anchor: a rule's is its code. */
const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text.replaceAll("`", "").replaceAll(" ", "-").toLowerCase();
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    // Its pictures show this page and the terminal, and are not served here.
    image: () => "",
    code: ({ text }) =>
      `<pre tabindex="0"><code>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</code></pre>\n`,
  },
});

/** docs/rules.md, as a page. */
export async function renderRules() {
  // Our own document, so its markup is trusted.
  const rules = raw(await marked.parse(await readFile(RULES, "utf8")));
  const body = html`<header class="top"><a class="brand" href="/">dropset</a></header>
    <main class="prose">${rules}</main>`;
  return renderDocument("Validation rules – dropset", body);
}
