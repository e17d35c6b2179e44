/** The lines of a page as people read them: without its head and its markup, one for each block. */
export function readLines(page: string): string[] {
  const [, body = ""] = /<body[^>]*>(.*)<\/body>/s.exec(page) ?? [page, page];
  return body
    .replace(/<\/(?:p|h1|h2|dt|dd|li|tr|div|section|header)>/g, "\n")
    .replace(/<\/t[hd]>/g, " | ")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .split("\n")
    .map((line) => line.replace(/ \| *$/, "").trim())
    .filter((line) => line !== "");
}
