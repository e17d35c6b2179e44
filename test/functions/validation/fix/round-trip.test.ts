import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { cases } from "../../../cases.ts";
import { validate } from "../streams.ts";
import { fixBytes } from "./fix-bytes.ts";

// A random table, written by other people's writers in a dialect, is fixed to exactly that table or refused.

const WORDS: Readonly<Record<string, readonly string[]>> = {
  western: ["Größe", "schön", "für", "Müller", "Straße", "ähnlich", "Gerät", "Übung", "größer", "Köln"],
  french: ["déjà", "été", "garçon", "très", "à", "côté", "Noël", "où", "êtes", "français"],
  japanese: ["とても良い商品です", "また買います", "品質が悪い", "ありがとう", "おいしい"],
  chinese: ["这个产品非常好", "质量不好", "我很喜欢", "谢谢你们", "他们说的"],
  any: ["naïve", "日本", "Ελληνικά", "🙂", "שלום", "e\u0301", "\u00a0x", "ÿ"],
  ascii: ["plain", "text", "of", "words", "5", "2,5", "3;4", "a|b", "=1+1", "-", "x\ty"],
};

function cell(words: string): fc.Arbitrary<string> {
  const own = fc.constantFrom(...(WORDS[words] ?? []));
  const ascii = fc.constantFrom(...(WORDS.ascii ?? []));
  const mark = fc.constantFrom('"', "'", "\n", "\r\n", ",", ";", "\\", "“", " ", "");
  const part = fc.oneof({ weight: 3, arbitrary: own }, { weight: 3, arbitrary: ascii }, { weight: 1, arbitrary: mark });
  return fc.array(part, { maxLength: 5 }).map((parts) => parts.join(" "));
}

/** A header of names, and rows in which the first column is filled: blank rows are left out by a fix. */
function tables(words: string, isSafe: (text: string) => boolean): fc.Arbitrary<string[][]> {
  return fc.integer({ min: 2, max: 5 }).chain((width) => {
    const others = fc.array(cell(words).filter(isSafe), { minLength: width - 1, maxLength: width - 1 });
    const rows = fc.array(others, { minLength: 2, maxLength: 12 });
    return rows.map((found) => [
      Array.from({ length: width }, (_, index) => (index === 0 ? "id" : `column ${index}`)),
      ...found.map((row, index) => [`row ${index}`, ...row]),
    ]);
  });
}

interface Writer {
  readonly name: string;
  readonly words: string;
  write(table: string[][]): Uint8Array;
  /** What the dialect cannot say of a cell. */
  readonly isSafe?: (text: string) => boolean;
  /** Which part of the tables is fixed at least, 0 to 1, where others often have two readings. */
  readonly leastFixed?: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const isIn = (encoding: string) => (text: string) => iconv.decode(iconv.encode(text, encoding), encoding) === text;
const none = (pattern: RegExp) => (text: string) => !pattern.test(text);

const WRITERS: readonly Writer[] = [
  { name: "semicolons", words: "any", write: (table) => utf8(stringify(table, { delimiter: ";" })) },
  { name: "tabs", words: "any", write: (table) => utf8(stringify(table, { delimiter: "\t" })) },
  { name: "bars", words: "any", write: (table) => utf8(stringify(table, { delimiter: "|" })) },
  {
    name: "semicolons with CRLF and a sep= line",
    words: "any",
    write: (table) =>
      utf8(`sep=;\r\n${stringify(table, { delimiter: ";", record_delimiter: "\r\n", quoted_match: /[\r\n]/ })}`),
  },
  {
    name: "semicolons, all in quotes",
    words: "any",
    write: (table) => utf8(stringify(table, { delimiter: ";", quoted: true })),
  },
  {
    name: "a title above",
    words: "any",
    write: (table) => utf8(`# exported\n\n${stringify(table)}`),
  },
  {
    name: "a byte order mark too many",
    words: "any",
    write: (table) => utf8(`\ufeff\ufeff${stringify(table)}`),
  },
  {
    name: "CR CR LF",
    words: "ascii",
    isSafe: none(/[\r\n]/),
    write: (table) => utf8(stringify(table, { record_delimiter: "\r\r\n" })),
  },
  {
    name: "rows in quotes as a whole",
    words: "any",
    isSafe: none(/[\r\n]/),
    write: (table) => utf8(table.map((row) => stringify([[stringify([row]).slice(0, -1)]], { quoted: true })).join("")),
  },
  {
    name: "backslashes as escapes",
    words: "ascii",
    leastFixed: 0.1,
    write: (table) => utf8(stringify(table, { escape: "\\", quoted: true })),
  },
  {
    name: "empty columns and rows at the end",
    words: "any",
    write: (table) => utf8(stringify([...table, [], []].map((row) => [...row, "", ""]))),
  },
  {
    name: "a repeated header",
    words: "any",
    write: ([header = [], ...rows]) => utf8(stringify([header, ...rows, header, ...[]])),
  },
  {
    name: "UTF-16 with tabs",
    words: "any",
    write: (table) => iconv.encode(stringify(table, { delimiter: "\t" }), "utf16le", { addBOM: true }),
  },
  {
    name: "UTF-16, big end first",
    words: "any",
    write: (table) => iconv.encode(stringify(table), "utf16be", { addBOM: true }),
  },
  { name: "UTF-32", words: "any", write: (table) => iconv.encode(stringify(table), "utf32le", { addBOM: true }) },
  ...[
    ["win1252", "western"],
    ["win1252", "french"],
    ["macroman", "western"],
    ["macroman", "french"],
    ["shift_jis", "japanese"],
    ["gbk", "chinese"],
  ].map(([encoding = "", words = ""]) => ({
    name: `${encoding} and semicolons, ${words}`,
    words,
    isSafe: isIn(encoding),
    write: (table: string[][]) => new Uint8Array(iconv.encode(stringify(table, { delimiter: ";" }), encoding)),
  })),
];

describe("a table in any dialect is fixed to exactly that table, or not", () => {
  it.each(WRITERS)("$name", async ({ words, write, isSafe = () => true, leastFixed = 0.5 }) => {
    let fixed = 0;
    await fc.assert(
      fc.asyncProperty(tables(words, isSafe), async (table) => {
        const bytes = write(table);
        const result = await fixBytes(bytes);
        // A file that is valid as it is means what it says.
        if (result.outcome !== "fixed") return;
        const { ok } = await validate(result.csv);
        expect(ok).toBe(true);
        const cells: string[][] = parse(result.csv, { bom: true });
        expect(cells).toEqual(table);
        expect((await fixBytes(result.csv)).outcome).toBe("nothing-to-fix");
        fixed++;
      }),
      { numRuns: cases(150) },
    );
    expect(fixed).toBeGreaterThanOrEqual(Math.floor(leastFixed * cases(150)));
  });
});
