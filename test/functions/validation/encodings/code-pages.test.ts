import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decoderOf, encodingLabel } from "../../../../functions/validation/encodings/code-pages.ts";
import { CODE_PAGE_ENCODINGS } from "../../../../functions/validation/encodings/encodings.ts";

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const PAGES = CODE_PAGE_ENCODINGS.map(([label]) => label).filter((label) => label !== "x-mac-greek");

it.each(PAGES)("each byte of %s is the character that iconv has", (label) => {
  const text = iconv.decode(Buffer.from(BYTES), label.replace("ibm", "cp"));
  expect(decoderOf(label, { fatal: false }).decode(BYTES)).toBe(text);
});

it("so it is of Mac Greek, but for those that Apple changed later", () => {
  // https://www.unicode.org/Public/MAPPINGS/VENDORS/APPLE/GREEK.TXT
  const later = new Map([
    [0x9c, "€"],
    [0xaf, "\u00b7"],
    [0xff, "\u00ad"],
  ]);
  const text = iconv.decode(Buffer.from(BYTES), "macgreek");
  const expected = [...text].map((char, byte) => later.get(byte) ?? char);
  expect(decoderOf("x-mac-greek", { fatal: false }).decode(BYTES)).toBe(expected.join(""));
});

describe("a byte that is no character", () => {
  const bytes = Uint8Array.of(0x41, 0xd5);

  it("is an error", () => {
    expect(() => decoderOf("ibm857", { fatal: true }).decode(bytes)).toThrow(TypeError);
    expect(decoderOf("ibm850", { fatal: true }).decode(bytes)).toBe("Aı");
  });

  it("is a replacement character for a decoder that is not strict", () => {
    expect(decoderOf("ibm857", { fatal: false }).decode(bytes)).toBe("A\ufffd");
  });
});

it("without bytes, there is no text", () => {
  expect(decoderOf("ibm850", { fatal: true }).decode()).toBe("");
});

describe("the label of", () => {
  it.each([
    ["ibm850", "ibm850"],
    ["CP850", "ibm850"],
    ["cp-437", "ibm437"],
    ["DOS 852", "ibm852"],
    [" IBM 737 ", "ibm737"],
    ["cp866", "ibm866"],
    ["MacGreek", "x-mac-greek"],
    ["x-mac-greek", "x-mac-greek"],
    ["latin1", "windows-1252"],
    ["UTF8", "utf-8"],
    ["mac", "macintosh"],
  ])("%j is %s", (name, label) => {
    expect(encodingLabel(name)).toBe(label);
  });

  it.each(["klingon", "", "850", "cp999", "cp8500", "constructor", "xcp850", "xx-mac-greek", "macgreeks"])(
    "%j is none",
    (name) => {
      expect(encodingLabel(name)).toBeUndefined();
    },
  );
});
