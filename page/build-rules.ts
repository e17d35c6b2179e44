import { readFile } from "node:fs/promises";
import { Marked } from "marked";

const RULES = new URL("../docs/rules.md", import.meta.url);

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

/** docs/rules.md, as HTML. */
export async function buildRules(): Promise<string> {
  return marked.parse(await readFile(RULES, "utf8"));
}
