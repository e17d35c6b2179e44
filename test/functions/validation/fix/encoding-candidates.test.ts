import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { chooseEncoding } from "../../../../functions/validation/fix/choose-encoding.ts";
import { encodingCandidates } from "../../../../functions/validation/fix/encoding-candidates.ts";
import { hasLinesOfUtf8 } from "../../../../functions/validation/fix/utf8-lines.ts";
import { CASES, filesOf } from "./encoded-cells.ts";
import { fixBytes } from "./fix-bytes.ts";

/** The lines that are not ASCII, as `findEncoding` collects them. */
function evidenceOf(cells: readonly string[], encoding: string) {
  const lines = cells.filter((cell) => /[^\0-\x7f]/.test(cell)).map((cell, index) => `${index + 1};${cell}\n`);
  const text = lines.join("");
  const bytes = new Uint8Array(iconv.encode(text, encoding));
  return { text, bytes, isWhole: iconv.decode(bytes, encoding) === text };
}

/** The Encoding Standard has no decoder for these. */
const UNKNOWN = /^cp865/;

describe("where the encoding is unclear, people can choose the one that reads right", () => {
  it.each(CASES.filter(({ encoding }) => !UNKNOWN.test(encoding)))("$language in $encoding", ({ cells, encoding }) => {
    for (const file of filesOf(cells)) {
      const { text, bytes, isWhole } = evidenceOf(file, encoding);
      if (!isWhole || text === "" || chooseEncoding(bytes)) continue;
      const samples = encodingCandidates(bytes).map(({ sample }) => sample);
      const right = samples.find((sample) => sample.every((phrase) => text.includes(phrase.replace(/…$/, ""))));
      expect(right, text).toBeDefined();
    }
  });
});

it("no two candidates have the same sample, and each is of the file", () => {
  const bytes = iconv.encode("1;Z\xfcrich\n2;5 \x80\n", "latin1");
  const candidates = encodingCandidates(new Uint8Array(bytes));
  const samples = candidates.map(({ sample }) => sample.join("\n"));
  expect(new Set(samples).size).toBe(samples.length);
  expect(candidates.find(({ label }) => label === "windows-1252")?.sample).toEqual(["Zürich", "5 €"]);
  expect(candidates.find(({ label }) => label === "macintosh")?.sample).toEqual(["Z¸rich", "5 Ä"]);
});

it("the sample has the words in which candidates differ, wherever in the file these are", () => {
  const cells = [...Array.from({ length: 50 }, (_, index) => `für${index}`), "10 €"];
  const candidates = encodingCandidates(evidenceOf(cells, "iso885915").bytes);
  const sample = (wanted: string) => candidates.find(({ label }) => label === wanted)?.sample.join(" ");
  expect(sample("iso-8859-15")).toContain("10 €");
  expect(sample("windows-1252")).toContain("10 ¤");
});

it("of a long text, the words around what is not ASCII are shown", () => {
  const text = `${"word ".repeat(300)}ein schöner Tag ${"word ".repeat(300)}\n`;
  const candidates = encodingCandidates(new Uint8Array(iconv.encode(text, "win1252")));
  expect(candidates[0]?.sample).toEqual(["ein schöner Tag"]);
});

it("without a word to show, there is no choice", async () => {
  const bytes = iconv.encode(`id,text\n1,${"Zürich".repeat(1000)}\n`, "macroman");
  expect((await fixBytes(bytes)).refusal).toMatchObject({
    code: "encoding",
    encodings: [],
    hint: "Save it as CSV UTF-8 in the program that wrote it.",
  });
});

it("encodings in which nobody would write the text are left out where others make sense", () => {
  const bytes = iconv.encode("1;Zürich\n", "macroman");
  const labels = encodingCandidates(new Uint8Array(bytes)).map(({ label }) => label);
  expect(labels).toEqual(["macintosh", "windows-1252", "windows-1250", "ibm852", "ibm857"]);
});

describe("with lines of UTF-8 among others there is no choice, as no encoding reads all of it", () => {
  const utf8 = "1;café\n2;Preis: 10 €\n3;Schöne Grüße\n";
  const latin = iconv.encode("4;café naïve\n5;Grüße aus München\n", "win1252");

  it.each([
    ["first", [iconv.encode(utf8, "utf-8"), latin]],
    ["last", [latin, iconv.encode(utf8, "utf-8")]],
    ["in one line", [iconv.encode("1;café\n", "utf-8"), latin]],
    ["in more lines than are looked at", [iconv.encode(utf8.repeat(1000), "utf-8"), latin]],
  ])("%s", async (_where, parts) => {
    const { refusal } = await fixBytes(Buffer.concat([Buffer.from("id;text\n"), ...parts]));
    expect(refusal?.message).toBe("Some lines of the file are UTF-8, and others are not.");
    expect(refusal?.encodings).toBeUndefined();
  });
});

it.each(CASES)("lines in $encoding are not taken for UTF-8 ($language)", ({ cells, encoding }) => {
  for (const file of filesOf(cells)) expect(hasLinesOfUtf8(evidenceOf(file, encoding).bytes, isUtf8)).toBe(false);
});

it("a file is fixed with the encoding that was chosen", async () => {
  const bytes = iconv.encode("id;text\n1;Zürich\n", "macroman");
  const { refusal } = await fixBytes(bytes);
  expect(refusal).toMatchObject({ code: "encoding" });
  const chosen = refusal?.encodings?.find(({ sample }) => sample.includes("Zürich"));
  expect((await fixBytes(bytes, { encoding: chosen?.label })).csv).toBe("id,text\n1,Zürich\n");
});
