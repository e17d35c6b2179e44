import { describe, expect, it } from "vitest";
import type { Severities } from "../../../functions/validation/findings.ts";
import { schemaOf } from "./schemas.ts";
import { bytesOf, codesOf, repeat, validate } from "./streams.ts";

/** As much as is read before a file is judged. */
const START = 1 << 16;
const FILE = `id,a\n${repeat(20_000, (index) => `${index},x${index}\n`)}`;
const { length } = FILE;

describe("a file's size", () => {
  it.each([undefined, length])("may be the largest, known before as %s", async (size) => {
    expect(await validate(FILE, { largest: length, size })).toMatchObject({ ok: true, file: { bytes: length } });
  });

  it("that is known before is too large without a byte read", async () => {
    const refused = await validate(FILE, { largest: length - 1, size: length });
    expect(codesOf(refused)).toEqual(["too-large@"]);
    expect(refused.file).toMatchObject({ bytes: length, rows: 0, columns: [] });
    expect(refused.findings[0]?.message).toContain(`${length} bytes`);
  });

  it("that is not known before is too large once more is read", async () => {
    const refused = await validate(FILE, { largest: length - 1 }, 10_000);
    expect(codesOf(refused)).toEqual(["too-large@"]);
    expect(refused.file.bytes).toBe(length);
    expect((await validate(FILE, { largest: 99_999 }, 10_000)).file.bytes).toBe(100_000);
  });

  it("of a file of another kind is the one that is known before, or what was read", async () => {
    const zip = Uint8Array.from({ length: 3 * START }, (_, index) =>
      index < 4 ? (bytesOf("PK\u0003\u0004")[index] ?? 0) : 0,
    );
    expect((await validate(zip, { size: zip.length }, START)).file.bytes).toBe(zip.length);
    expect((await validate(zip, {}, START)).file.bytes).toBe(START);
  });

  it("that is only a warning does not stop the reading", async () => {
    const severities = { "too-large": "warning" } as const;
    const read = await validate(FILE, { largest: length - 1, size: length, severities });
    expect(read).toMatchObject({ ok: true, findingCounts: { "too-large": 1 }, file: { bytes: length, rows: 20_000 } });
  });
});

describe("a file's name", () => {
  it.each<[name: string, isTyped: boolean, isTaken: boolean]>([
    ["a.csv", false, true],
    ["A.CSV", true, true],
    ["a.jsonl", true, true],
    ["a.jsonl", false, false],
    ["a.csv.zip", false, false],
    ["a.csv.zip", true, false],
    ["a.jsonlines", true, false],
    ["csv", false, false],
  ])("%s, typed %s: taken %s", async (fileName, isTyped, isTaken) => {
    const options = isTyped ? { schema: schemaOf({ a: "text" }) } : {};
    const content = fileName.endsWith(".jsonl") && isTyped ? '{"a":"x"}\n' : "a\nx\n";
    expect(codesOf(await validate(content, { fileName, ...options }))).toEqual(isTaken ? [] : ["not-csv@"]);
  });
});

describe("the first byte that is not UTF-8", () => {
  /** A file with this byte in the place of one of its bytes. */
  const withByte = (at: number, byte: number) => {
    const bytes = bytesOf(FILE);
    bytes[at] = byte;
    return bytes;
  };
  const lineAt = (at: number) => FILE.slice(0, at).split("\n").length;

  it.each([0, 3, 10, START - 1, START, START + 1, 2 * START, length - 2, length - 1])(
    "is named with its place and line: byte %i",
    async (at) => {
      for (const chunk of [length, 4099]) {
        const { findings } = await validate(withByte(at, 0xff), {}, chunk);
        const [finding, ...others] = findings.filter(({ code }) => code === "encoding");
        expect(others).toEqual([]);
        expect(finding?.line).toBe(lineAt(at));
        expect(finding?.message).toContain(`the first bad byte, 0xFF, is at byte ${at}.`);
      }
    },
  );

  it("is the only one that is named", async () => {
    const bytes = withByte(70_000, 0xe9);
    bytes[140_000] = 0xff;
    expect((await validate(bytes, {}, 4099)).findingCounts.encoding).toBe(1);
  });

  it("may be what the end of the file cuts off", async () => {
    for (const chunk of [length + 1, 4099, 1024]) {
      const { findings } = await validate(bytesOf(FILE + String.fromCharCode(0)).fill(0xc3, length), {}, chunk);
      const [finding] = findings.filter(({ code }) => code === "encoding");
      expect(finding?.line).toBe(20_002);
      expect(finding?.message).toContain(`it ends within a character that begins at byte ${length}.`);
    }
  });
});

describe("a header without text", () => {
  it.each<[what: string, content: string, severities: Severities, codes: string[]]>([
    ["and rows without it", " ,\u200b\n , \n", {}, ["empty-file@"]],
    ["that other lines follow", " ,\u200b\n1,x\n", {}, ["preamble@1"]],
    ["and rows with it", " ,\u200b\n1,x\n", { preamble: "off" }, ["blank-column@1"]],
  ])("%s", async (_, content, severities, codes) => {
    const validation = await validate(content, { severities });
    expect(codesOf(validation)).toEqual(codes);
    expect(validation.file).toMatchObject({ columns: [], preview: [], previewHidden: [] });
  });
});
