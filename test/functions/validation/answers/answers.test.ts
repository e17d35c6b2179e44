import { describe, expect, it } from "vitest";
import { DAMAGED } from "./damaged-text.ts";
import { ENCODINGS } from "./encodings.ts";
import { FILE_KINDS } from "./file-kinds.ts";
import { HEADERS } from "./headers.ts";
import { JSON_LINES } from "./json-lines.ts";
import { QUOTES } from "./quotes.ts";
import { type Case, renderAnswers } from "./render-answers.ts";
import { renderChangeWords, renderFixes } from "./render-fixes.ts";
import { ROWS } from "./rows.ts";
import { SHAPES } from "./shapes.ts";
import { TYPED_COLUMNS } from "./typed-columns.ts";
import { WHOLE_FILES } from "./whole-files.ts";

// Each text holds files and their whole answers. `vitest run --update=all FILE` writes it again: read the difference.
describe("people get the whole answer", () => {
  it.each<[string, readonly Case[]]>([
    ["file-kinds", FILE_KINDS],
    ["whole-files", WHOLE_FILES],
    ["encodings", ENCODINGS],
    ["shapes", SHAPES],
    ["headers", HEADERS],
    ["rows", ROWS],
    ["quotes", QUOTES],
    ["damaged-text", DAMAGED],
    ["typed-columns", TYPED_COLUMNS],
    ["json-lines", JSON_LINES],
  ])("about %s", async (topic, cases) => {
    await expect(await renderAnswers(cases)).toMatchFileSnapshot(`${topic}.txt`);
  });
});

describe("a fix changes what it says, and nothing else", () => {
  it.each<[string, readonly Case[]]>([
    ["encodings", ENCODINGS],
    ["shapes", SHAPES],
    ["headers", HEADERS],
    ["rows", ROWS],
    ["quotes", QUOTES],
    ["damaged-text", DAMAGED],
  ])("of %s", async (topic, cases) => {
    await expect(await renderFixes(cases)).toMatchFileSnapshot(`${topic}.fixed.txt`);
  });

  it("in words for one place and for more", async () => {
    await expect(renderChangeWords()).toMatchFileSnapshot("change-words.txt");
  });
});
