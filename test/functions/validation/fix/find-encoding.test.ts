import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { ENCODINGS } from "../../../../functions/validation/encodings/encodings.ts";
import { findEncoding } from "../../../../functions/validation/fix/find-encoding.ts";
import { inChunks } from "../streams.ts";
import { fixBytes } from "./fix-bytes.ts";

const GERMAN = "Der Käufer möchte früher wissen, ob die Größe schön genügt für Müller. ";
const TEXTS = [
  ["windows-1252", GERMAN],
  ["windows-1251", "Отличный товар и хорошее качество, всем рекомендую. "],
  ["shift_jis", "とても良い商品です 表示とソフトが 東京タワーで予約 "],
  ["euc-jp", "とても良い商品です 表示とソフトが 東京タワーで予約 "],
  ["gb18030", "这个产品非常好 质量不好 我喜欢北京 㐀㐁 "],
  ["big5", "這個產品非常好 品質不好 功能許可 我喜歡臺北 "],
  ["euc-kr", "정말 좋은 제품입니다 품질이 나빠요 서울 "],
] as const;

describe("a file in which all lines that are not ASCII are long", () => {
  it("is fixed as one with short lines", async () => {
    const csv = `id,text\n${[1, 2, 3].map((id) => `${id},"${GERMAN.repeat(100).trim()}"\n`).join("")}`;
    expect(await fixBytes(iconv.encode(csv, "windows-1252"))).toMatchObject({ outcome: "fixed", csv });
  });

  it.each(TEXTS)("is judged by whole words: %s", async (label, text) => {
    const csv = `id,text\n${[1, 2, 3].map((id) => `${id},"${text.repeat(300)}"\n`).join("")}`;
    for (const chunk of [997, 1 << 16]) {
      const { evidence } = await findEncoding(inChunks(iconv.encode(csv, label), chunk), isUtf8, label);
      const lines = new TextDecoder(label, { fatal: true }).decode(evidence).trimEnd().split("\n");
      expect(evidence.length).toBeGreaterThan(1 << 14);
      for (const line of lines) {
        expect(csv).toContain(line);
        expect(line).toMatch(/^(\d,"|(?=\S))/);
      }
    }
  });

  it.each([
    ["after much ASCII", "plain words ".repeat(10_000), ""],
    ["before much ASCII", "", "plain words ".repeat(10_000)],
    ["after a word that is too long", `${"ü".repeat(100_000)} `, ""],
    ["before a word that is too long", "", ` ${"ü".repeat(100_000)}`],
    ["after a word of ASCII that is too long", `${"x".repeat(100_000)} `, ""],
  ])("%s", async (_where, before, after) => {
    const bytes = iconv.encode(`1,${before}${GERMAN.repeat(3)}${after}\n`, "windows-1252");
    for (const chunk of [997, 1 << 16, 1 << 20]) {
      const found = await findEncoding(inChunks(bytes, chunk), isUtf8);
      expect(found.label).toBe("windows-1252");
      expect(new TextDecoder(found.label).decode(found.evidence)).toContain("möchte früher wissen");
      expect(found.evidence.length).toBeLessThan(1 << 15);
    }
  });
});

it.each(ENCODINGS)("no character in %s has a space within it", (label) => {
  const decoder = new TextDecoder(label);
  for (let first = 0x80; first <= 0xff; first++) {
    for (const space of ["\t", "\n", "\r", " "]) {
      const [byte] = Buffer.from(space);
      for (const start of [[first], [first, 0x30], [first, 0x30, first], [first, 0xa1]]) {
        const text = decoder.decode(Uint8Array.from([...start, byte ?? 0, 0x41]));
        expect(text.endsWith(`${space}A`), start.join()).toBe(true);
      }
    }
  }
});
