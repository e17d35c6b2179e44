import { describe, expect, it } from "vitest";
import { validateCsv } from "../../../../functions/validation/validate-csv.ts";
import { fixBytes } from "../fix/fix-bytes.ts";
import { bytesOf, inChunks } from "../streams.ts";
import { DAMAGED } from "./damaged-text.ts";
import { ENCODINGS } from "./encodings.ts";
import { FILE_KINDS } from "./file-kinds.ts";
import { HEADERS } from "./headers.ts";
import { JSON_LINES } from "./json-lines.ts";
import { QUOTES } from "./quotes.ts";
import { type Case, renderAnswers } from "./render-answers.ts";
import { renderChangeWords, renderFixes } from "./render-fixes.ts";
import { ROWS } from "./rows.ts";
import { SAMPLED } from "./sampled-damage.ts";
import { SHAPES } from "./shapes.ts";
import { TYPED_COLUMNS } from "./typed-columns.ts";
import { LONG_FILES, WHOLE_FILES } from "./whole-files.ts";

type Topic = readonly [name: string, cases: readonly Case[]];

/** Tables as people have them, which a fix is for. */
const TABLES: readonly Topic[] = [
  ["encodings", ENCODINGS],
  ["shapes", SHAPES],
  ["headers", HEADERS],
  ["rows", ROWS],
  ["quotes", QUOTES],
  ["damaged-text", DAMAGED],
  ["sampled-damage", SAMPLED],
];
const TOPICS: readonly Topic[] = [
  ["file-kinds", FILE_KINDS],
  ["whole-files", WHOLE_FILES],
  ...TABLES,
  ["typed-columns", TYPED_COLUMNS],
  ["json-lines", JSON_LINES],
  ["long-files", LONG_FILES],
];

// Each text holds files and their whole answers. `vitest run --update=all FILE` writes it again: read the difference.
describe("people get the whole answer", () => {
  it.each(TOPICS)("about %s", async (topic, cases) => {
    await expect(await renderAnswers(cases)).toMatchFileSnapshot(`${topic}.txt`);
  });
});

/** Bytes in chunks that share one buffer, as a reader may fill it again. */
async function* inOneBuffer(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let start = 0; start < bytes.length; start += size) {
    const part = bytes.subarray(start, start + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    buffer.fill(0x7e);
  }
}

it("answers do not depend on what becomes of a chunk afterwards", async () => {
  for (const [name, content, options] of [
    ...HEADERS,
    ...ROWS,
    ...QUOTES,
    ...SAMPLED,
    ...TYPED_COLUMNS,
    ...JSON_LINES,
  ]) {
    const bytes = bytesOf(content);
    if (bytes.length > 1 << 16) continue;
    for (const plain of [true, false]) {
      const answer = await validateCsv(inOneBuffer(bytes, 97), { ...options, plain });
      expect(answer, name).toEqual(await validateCsv(inChunks(bytes), { ...options, plain }));
    }
  }
});

describe("a fix changes what it says, and nothing else", () => {
  it.each(TABLES)("of %s", async (topic, cases) => {
    await expect(await renderFixes(cases)).toMatchFileSnapshot(`${topic}.fixed.txt`);
  });

  it.each(TABLES)("of %s, and has nothing to do the second time", async (_, cases) => {
    for (const [name, content] of cases) {
      const { outcome, csv } = await fixBytes(content);
      if (outcome !== "fixed") continue;
      const again = await fixBytes(csv);
      if (again.outcome === "fixed") expect(again.csv, name).toBe(csv);
    }
  });

  it("in words for one place and for more", async () => {
    await expect(renderChangeWords()).toMatchFileSnapshot("change-words.txt");
  });
});
