import { describe, expect, it } from "vitest";
import { escapedTwice, withWideCharacters } from "../../../../functions/validation/fix/workbook/cell-texts.ts";
import { bytesOf } from "../streams.ts";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("references to characters above U+FFFF", () => {
  it.each([
    ["&#128512;", "😀"],
    ["&#x1F600;", "😀"],
    ["&#X0001f600;", "😀"],
    ["a&#128512;b&#128513;c", "a😀b😁c"],
    ["&#65535;", "&#65535;"],
    ["&#65536;", "\u{10000}"],
    ["&#x10FFFF;", "\u{10FFFF}"],
    ["&#x110000;", "&#x110000;"],
    ["&#65;&amp;&lt;", "&#65;&amp;&lt;"],
    ["&#128512", "&#128512"],
    ["&#;&#x;&", "&#;&#x;&"],
    ["&a#128512;", "&a#128512;"],
    ["&#1&#128512;", "&#1😀"],
    ["", ""],
  ])("%j become %j", (xml, expected) => {
    expect(textOf(withWideCharacters(bytesOf(xml)))).toBe(expected);
  });

  it("are written into a copy, where there are any", () => {
    const xml = bytesOf("a &amp; b");
    expect(withWideCharacters(xml)).toBe(xml);
  });
});

describe("the texts of results are escaped once more", () => {
  const XML = "<v>a &amp; b</v><v>_x000D_</v><v>c</v><v>&lt;</v>";
  const places = ["a &amp; b", "_x000D_", "c", "&lt;"].map((text) => {
    const from = XML.indexOf(text);
    return { from, to: from + text.length };
  });
  const escaped = (from: number, to: number, results = places) =>
    textOf(escapedTwice(bytesOf(XML), { from, to }, results));

  it("and nothing else", () => {
    expect(escaped(0, XML.length)).toBe("<v>a &amp;amp; b</v><v>_x005F_x000D_</v><v>c</v><v>&amp;lt;</v>");
    expect(escaped(0, XML.length, [])).toBe(XML);
  });

  it("within the part that is asked for", () => {
    const [first, second, third, last] = places;
    expect(escaped(first?.to ?? 0, third?.to ?? 0)).toBe("</v><v>_x005F_x000D_</v><v>c");
    expect(escaped(second?.from ?? 0, second?.to ?? 0)).toBe("_x005F_x000D_");
    expect(escaped((second?.from ?? 0) + 1, (last?.to ?? 0) - 1)).toBe("x000D_</v><v>c</v><v>&lt");
  });
});
