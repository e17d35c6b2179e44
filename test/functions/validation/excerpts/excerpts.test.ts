import { describe, expect, it } from "vitest";
import { readExcerpts } from "../../../../functions/validation/excerpts/excerpts.ts";
import type { ValidationOptions } from "../../../../functions/validation/validate-bytes.ts";
import { schemaOf } from "../schemas.ts";
import { inChunks, validate } from "../streams.ts";

const SCHEMA = schemaOf({ question: "text", picture: "image_url", source: "metadata" });

/** Each finding's code and what is marked in its line. */
async function marksOf(content: string, options: ValidationOptions): Promise<string[]> {
  const { findings, file } = await validate(content, options);
  const columns = file.columns.map(({ name }) => name);
  const excerpts = await readExcerpts(inChunks(new TextEncoder().encode(content)), findings, columns);
  return findings.map(({ code }, index) => `${code} ${excerpts[index]?.marked ?? "-"}`);
}

describe("an excerpt marks the place", () => {
  it("in a typed CSV, whose columns are in another order than its schema's fields", async () => {
    const csv = '"source",picture,question\nweb,http://x.org/a.png,Which?\nprint,https://x.org/a.png,caf\ufffd\n';
    expect(await marksOf(csv, { schema: SCHEMA })).toEqual(["media-url http://x.org/a.png", "damaged-text caf\ufffd"]);
  });

  it("in JSON Lines: the key and its value, or where a line stops being a record", async () => {
    const lines = [
      '{"question": "Which?", "picture": "C:\\\\a.png", "source": "web"}',
      '{"source": "web", "question": ["a", {"question": 1}], "picture": null}',
      '{"question": "é", "source": web}',
      '{"question": "a", "source": "b", "question": "c"}',
      '{"question": "cut',
    ];
    expect(await marksOf(lines.join("\n"), { schema: SCHEMA, format: "jsonl" })).toEqual([
      'media-url "picture": "C:\\\\a.png"',
      'json-nesting "question": ["a", {"question": 1}]',
      "json-line web}",
      'json-key "question": "c"',
      "json-line ",
    ]);
  });

  it("as the whole line where it is not sure", async () => {
    const long = `{"question": "${"x".repeat(5000)}", "picture": "http://x.org/a.png", "source": "web"}`;
    const [mark = ""] = await marksOf(long, { schema: SCHEMA, format: "jsonl" });
    expect(mark.startsWith('media-url {"question"')).toBe(true);
  });
});
