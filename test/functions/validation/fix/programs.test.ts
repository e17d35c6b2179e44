import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { cases } from "../../../cases.ts";
import { fixBytes } from "./fix-bytes.ts";

const LANGUAGES: Readonly<Record<string, readonly string[][]>> = {
  German: [["Müller", "Bonn"]],
  "German with prices": [
    ["Brot", "5 €"],
    ["Käse", "7 €"],
    ["Öl", "3 €"],
  ],
  French: [
    ["Lefèvre", "Hélène"],
    ["Dupont", "François"],
  ],
  Spanish: [
    ["¿Cómo estás?", "Muy bien, señor"],
    ["¿Dónde está?", "En España"],
  ],
  Portuguese: [
    ["Você gostou?", "Não"],
    ["Qual a opinião?", "É ótimo, muita atenção"],
  ],
  Swedish: [
    ["Hur mår du?", "Jättebra"],
    ["Vad är det?", "En ö"],
  ],
  Danish: [
    ["Hvad er det?", "Rødgrød på tallerken"],
    ["Hvor?", "Århus"],
  ],
  Norwegian: [
    ["Hva er på bordet?", "Brød og smør"],
    ["Når?", "I går"],
  ],
};

describe("a few rows in Windows-1252 are enough, with the delimiters that Excel writes", () => {
  const exports = Object.entries(LANGUAGES).flatMap(([language, rows]) =>
    [";", "\t"].map((delimiter) => ({ language, rows, delimiter })),
  );
  it.each(exports)("$language, $delimiter", async ({ rows, delimiter }) => {
    const table = [["first", "second"], ...rows];
    const text = table.map((row) => `${row.join(delimiter)}\r\n`).join("");
    const { csv } = await fixBytes(new Uint8Array(iconv.encode(text, "win1252")));
    expect(parse(csv)).toEqual(table);
  });
});

describe("files of programs", () => {
  it.each<[program: string, content: string, csv: string]>([
    ["R's write.table with tabs", '"text"\t"n"\n"1"\t"a b"\t5\n"2"\t"c"\t6\n', '"text","n"\n"a b",5\n"c",6\n'],
    ["R's write.table", '"text" "n"\n"1" "a b" 5\n"2" "c" 6\n', '"text","n"\n"a b",5\n"c",6\n'],
    ["R's write.csv2", '"";"text";"n"\n"1";"a";5,5\n"2";"c";6,5\n', '"text","n"\n"a","5,5"\n"c","6,5"\n'],
    [
      "phpMyAdmin",
      '"id";"text"\r\n"1";"say \\"hi\\"; ok"\r\n"2";"C:\\\\dir"\r\n"3";NULL\r\n',
      '"id","text"\n"1","say ""hi""; ok"\n"2","C:\\dir"\n"3",NULL\n',
    ],
    [
      "SPSS",
      "\ufeffid;text;score\r\n1;Guten Tag;2,5\r\n2;Hallo;3,5\r\n",
      'id,text,score\n1,Guten Tag,"2,5"\n2,Hallo,"3,5"\n',
    ],
    [
      "Excel's sep= above columns without names",
      "sep=;\r\n;id;text;;\r\n0;a;good, very;;\r\n1;b;bad;;\r\n",
      'id,text\na,"good, very"\nb,bad\n',
    ],
    [
      "Excel's sep= above an index and one row more",
      "sep=;\r\n;id;a;b\r\n0;r0;x y;\r\n1;r1;z;\r\n",
      "id,a,b\nr0,x y,\nr1,z,\n",
    ],
    [
      "a comment above columns of which some have no name",
      "# made by x\n\nid\ttext\t\t\nr0\tgood\t\t\nr1\tvery bad\t\t\n",
      "id,text\nr0,good\nr1,very bad\n",
    ],
    ["bars with blank rows, which are no Markdown", "id|text\n1|a\n|\n2|b\n|\n", "id,text\n1,a\n2,b\n"],
    ["pandas, twice", "Unnamed: 0.1,Unnamed: 0,text\n0,0,a\n1,1,b\n2,2,c\n", "text\na\nb\nc\n"],
    [
      "SurveyMonkey",
      "Respondent ID,How was it?,Why?\n,Response,Open-Ended Response\n111,Good,ok\n112,Bad,slow\n",
      "Respondent ID,How was it?,Why?\n111,Good,ok\n112,Bad,slow\n",
    ],
  ])("%s", async (_, content, csv) => {
    for (const chunk of [1, 7, 65_536]) expect((await fixBytes(content, {}, chunk)).csv).toBe(csv);
    expect((await fixBytes(csv)).outcome).toBe("nothing-to-fix");
  });
});

describe("what an encoding does not have is refused, and not replaced", () => {
  const utf32 = (...codes: number[]) => new Uint8Array(Uint32Array.of(0xfeff, ...codes).buffer);
  const [a, comma, lf] = [97, 44, 10];

  it.each<[what: string, bytes: Uint8Array, encoding?: string]>([
    ["half of a pair in UTF-32", utf32(a, comma, a, lf, a, comma, 0xd800, lf)],
    ["a number that is no character in UTF-32", utf32(a, comma, a, lf, a, comma, 0x110000, lf)],
    ["half of a pair in UTF-16", new Uint8Array(Uint16Array.of(0xfeff, a, comma, a, lf, a, comma, 0xd800, lf).buffer)],
    ["Windows-1252 that is said to be UTF-8", iconv.encode("a;b\n1;Müller\n", "win1252"), "utf-8"],
    ["Windows-1252 that is said to be UTF-32", iconv.encode("a;b\n1;Müller\n", "win1252"), "utf-32le"],
    ["Windows-1252 that is said to be UTF-16", iconv.encode("a;b\n1;Müllerin\n", "win1252"), "utf-16be"],
  ])("%s", async (_, bytes, encoding) => {
    const { outcome, csv } = await fixBytes(new Uint8Array(bytes), { encoding });
    expect(csv).not.toContain("\ufffd");
    expect(outcome).not.toBe("fixed");
  });
});

describe("long lines take time that grows with their length", () => {
  // Each took minutes when a record was read again with each piece, or a place looked up in a list.
  const COLUMNS = cases(100_000);
  it.each<[what: string, content: () => string, outcome: string]>([
    ["a line of columns that is cut by every piece", () => `${"a,".repeat(cases(2_000_000))}\n`, "nothing-to-fix"],
    ["quotes that are doubled, and never close", () => `a,b\n1,"${'""'.repeat(cases(8_000_000))}`, "not-fixable"],
    [
      "a quote over many lines, below the first rows",
      () => `a,b\n${"1,2\n".repeat(300)}1,"${"x\n".repeat(cases(2_000_000))}`,
      "not-fixable",
    ],
    ["fields in quotes", () => `x,${'"a",'.repeat(COLUMNS)}5" b,6" c\n`.repeat(2), "fixed"],
    ["stray quotes", () => `x,${'a"b,'.repeat(COLUMNS)}c\n`.repeat(2), "fixed"],
    [
      "names with spaces around them",
      () => `${Array.from({ length: COLUMNS }, (_, index) => ` n${index} `).join(",")}\n`,
      "fixed",
    ],
    ["a name with spaces in it", () => `a${" ".repeat(2_000_000)}b;c\n1;2\n`, "nothing-to-fix"],
  ])("%s", async (_, content, outcome) => {
    const fixed = await fixBytes(content(), {}, 65_536);
    expect(fixed.outcome).toBe(outcome);
  });

  it("apostrophes of Windows-1252 that make no words", async () => {
    const text = `a,b\n${`1,${"’".repeat(3900)}\n`.repeat(8)}`;
    expect((await fixBytes(new Uint8Array(iconv.encode(text, "win1252")))).outcome).toBe("not-fixable");
  });
});
