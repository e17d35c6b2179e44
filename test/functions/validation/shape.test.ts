import { describe, expect, it } from "vitest";
import { codesOf, validate } from "./streams.ts";

describe("the delimiter is detected from the raw lines", () => {
  it.each<[string, string]>([
    ["semicolons around decimal commas", "name;score, max 10\nAnna;7,5\nBen;8,0\n"],
    ["semicolons around quoted fields with commas", '"id";"text"\n"1";"a, b"\n"2";"c"\n'],
    ["tabs, with a comma in every row", "id\ttext, long\n1\tGreat, really\n2\tBad, sorry\n"],
    ["bars, in more columns than commas make", "id|text, long|META_x\n1|Great, really|a\n2|Bad, sorry|b\n"],
    ["a Markdown table", "| id | text |\n|----|------|\n| 1 | Great |\n"],
    ["a table as a database prints it", "id|text\n--+--\n1|a\n2|b\n(2 rows)\n"],
    ["a control character", "id\u0001text\n1\u0001Great\n"],
    ["full-width commas", "id，text\n1，Great\n2，Bad\n"],
    ["Arabic commas", "id،نص\n1،مرحبا\n"],
    ["a footer below the table", "id;text\n1;a\n2;b\nTotal: 2\n"],
    ["a line break within quotes", 'id;text\n1;"a\nb"\n2;"c"\n'],
    ["a header alone", "a;b;c\n"],
    ["a comma in every line, which is no decimal one", "id;price,currency\n1;5,EUR\n2;7,USD\n"],
    ["spaces, as R's write.table writes them", '"id" "text"\n"1" 1 "Great"\n"2" 2 "Bad"\n'],
    ["prose with semicolons, beside a column of numbers", "id; text\n1; Great\n2; Bad\n"],
  ])("%s", async (_, content) => {
    const codes = codesOf(await validate(content));
    expect(codes).toContain("delimiter@1");
    expect(codes.filter((code) => !/^(delimiter|no-rows)@/.test(code))).toEqual([]);
  });

  it.each<[string, string]>([
    ["tabs in fields", "id,text\n1,a\tb\n2,c\td\n"],
    ["a semicolon in each row", "id,text\n1,a; b\n2,c; d\n3,e; f\n"],
    ["lists in fields", "id,a|b\n1,x|y\n2,z|w\n"],
    ["one column of prose", "Comment\nGood; really\nBad; sorry\nOk; fine\n"],
    ["one column of prose, the header too", "Question; please\nGood; really\nBad; sorry\n"],
    ["one column of pairs", "word\na|b\nc|d\ne|f\n"],
    ["one column of addresses", "url\nhttps://a.example/?x=1|2\nhttps://a.example/?x=1|3\n"],
    ["colons", "id:text\n1:Great\n"],
  ])("but not by %s", async (_, content) => {
    expect((await validate(content)).findings).toEqual([]);
  });
});

describe("lines above the header are reported with the line where the table begins", () => {
  it.each<[string, string, number]>([
    ["a blank line", "\nid,text\n1,a\n", 2],
    ["a title and a blank line", "Reviews Q4\n\nid,text\n1,a\n2,b\n", 3],
    ["a title with a comma, and a blank line", "Report, Q4\n\nid,text\n1,a\n2,b\n", 3],
    ["a spreadsheet's title row", "Reviews Q4 export,,\n,,\nid,text,n\n1,a,2\n2,b,3\n", 3],
    ["comments", "# made by hand\n# on Monday, late\nid,text\n1,a\n2,b\n", 3],
    ["a row of empty cells", ",,\nid,text,x\n1,Great,2\n", 2],
    ["a message of PHP", "<br />\n<b>Notice</b>: Undefined index on line 12<br />\nid,text\n1,Great\n", 3],
    ["what only Excel reads", "sep=,\r\nid,text\r\n1,Great\r\n", 2],
  ])("%s", async (_, content, line) => {
    const { ok, findings } = await validate(content);
    expect(ok).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(["preamble"]);
    expect(findings[0]?.message).toContain(`begin on line ${line}`);
  });

  it("but not in a header without a name", async () => {
    expect(codesOf(await validate('"review","stars"\n"1","Great",5\n"2","Bad",1\n'))).toEqual(["row-width@2"]);
    expect(codesOf(await validate("Comment\nGood, bad\nNice, ugly\nFoo, bar\n"))).toEqual(["row-width@2"]);
  });
});

describe("one finding names the cause, and not one for each row", () => {
  it.each<[string, string, string, RegExp]>([
    ["R's row names", '"a","b"\n"1","x",5\n"2","y",1\n', "row-width@2", /row name/],
    ["a comma at the end of every row", "id,a\n1,x,\n2,y,\n", "row-width@2", /ends in a comma/],
    ["columns without a value", "id,a,Approve,Reject\n1,x\n2,y\n", "row-width@2", /"Approve" and "Reject"/],
    ["curly quotes", "id,a\n1,“x, y”\n2,“z, w”\n3,ok\n", "row-width@2", /curly quotes.*line 3/],
    ["single quotes", "id,a\n1,'x, y'\n2,'z, w'\n3,ok\n", "row-width@2", /single quotes.*line 3/],
    ["a space before the quote", 'id,a\n1, "x, y"\n2, "z, w"\n', "quote@2", /space before the quote.*line 3/],
    ["a space after the quote", 'id,a\n1,"x" \n2,"z" \n', "quote@2", /space after the quote.*line 3/],
    ["a backslash before a quote", 'id,a\n1,"x \\"y\\" z"\n2,"a \\"b\\" c"\n', "quote@2", /backslash.*line 3/],
    ["two pairs of quotes", 'id,a\n1,""x""\n2,""y""\n', "quote@2", /two pairs.*line 3/],
    ["rows in quotes as a whole", '"id,text"\n"1,""Great, really"""\n"2,Bad"\n', "wrapped-row@1", /as a whole/],
    ["the same below a header that is not", 'id,text\n"1,""Great, really"""\n"2,Bad"\n', "wrapped-row@2", /as a whole/],
  ])("%s", async (_, content, place, message) => {
    const validation = await validate(content);
    expect(codesOf(validation).map((found) => found.replace(/:.*/, ""))).toEqual([place]);
    expect(validation.findings[0]?.message).toMatch(message);
  });

  it("line ends of CR CR LF, and blank lines beside them are still found", async () => {
    const { findings, file } = await validate("id,a\r\r\n1,x\r\r\n\r\r\n2,y\r\r\n");
    expect(findings.map(({ code }) => code)).toContain("line-ends");
    expect(file.rows).toBeGreaterThan(3);
  });

  it("a quote that was left open names the line where it opens", async () => {
    const [open] = (await validate('id,a\n1,"x\n2,y\n')).findings;
    expect(open).toMatchObject({ line: 2, hint: expect.stringContaining("line 2") });
    const [late] = (await validate('id,a\n1,"x\n2,y\n3,"z"\n')).findings;
    expect(late).toMatchObject({ line: 4, hint: expect.stringContaining("line 2") });
  });
});

describe("rows that are no datapoints", () => {
  it.each<[string, string, string[]]>([
    [
      "Qualtrics' questions and ids",
      'A,B\nWhy?,How?\n"{""ImportId"":""Q1""}","{""ImportId"":""Q2""}"\nx,y\n',
      ["extra-header@2"],
    ],
    ["Qualtrics' ids alone", 'A,B\n"{""ImportId"":""Q1""}","{""ImportId"":""Q2""}"\nx,y\n', ["extra-header@2"]],
    ["SurveyMonkey's second header", "Name,Opinion\nOpen-Ended Response,Response\na,b\nc,d\n", ["extra-header@2"]],
    [
      "the header, again and again",
      'id,a\n1,x\n"id","a"\n2,y\nid,a\n3,z\n',
      ["header-repeated@3", "header-repeated@5"],
    ],
    [
      "the header with a byte order mark",
      "id,a\n1,x\n\ufeffid,a\n2,y\n",
      ["byte-order-mark@3:id", "header-repeated@3"],
    ],
    [
      "a missing header above addresses",
      "https://a.example/1,cat\nhttps://a.example/2,dog\nhttps://a.example/3,owl\n",
      ["header-missing@1"],
    ],
    [
      "a missing header above text",
      "Great product,amazon\nBad product,ebay\nOk product,amazon\n",
      ["header-missing@1"],
    ],
  ])("%s", async (_, content, codes) => {
    expect(codesOf(await validate(content))).toEqual(codes);
  });

  it.each<[string, string]>([
    ["years as column names", "country,1990,1991\nA,1,2\nB,3,4\n"],
    ["columns that are counted from 1", "1,2,3\n5,6,7\n8,9,1\n"],
    ["a cell that is the name of its column, beside other metadata", "word,META_n\nword,3\nother,4\n"],
  ])("are not %s", async (_, content) => {
    expect((await validate(content)).findings).toEqual([]);
  });
});

describe("damaged text", () => {
  it.each<[string, string, string | undefined]>([
    ["of UTF-8 that was read as Windows-1252", "I canâ€™t", "I can’t"],
    ["of an accented letter", "cafÃ©", "café"],
    ["of Polish", "wÅ‚aÅ›nie", "właśnie"],
    ["of Russian", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"],
    ["of Japanese", "æ—¥æœ¬èªž", "日本語"],
    ["of an emoji", "ðŸ˜€ nice", "😀 nice"],
    ["of UTF-8 that was read as Mac Roman", "caf√©", "café"],
    ["of an apostrophe that was read so", "I can‚Äôt", "I can’t"],
    ["of UTF-8 that was read as Latin-1", "I canâ\u0080\u0099t", "I can’t"],
    ["of lost characters", "I can\ufffdt", undefined],
    ["of a formula", "#REF!", undefined],
    ["of a formula, in German", "#BEZUG!", undefined],
    ["of an id that Excel rounded", "1.23457E+17", undefined],
    ["of a number in a column that was too narrow", "########", undefined],
    ["of an object", "[object Object]", undefined],
  ])("%s is found, with the original where it is clear", async (_, text, original) => {
    const { ok, findings } = await validate(`id,text,META_text\n1,${text},${text}\n2,fine,${text}\n`);
    expect(ok).toBe(true);
    expect(findings.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code: "damaged-text", line: 2, column: "text" },
    ]);
    expect(findings[0]?.message).toContain("One cell");
    if (original !== undefined) expect(findings[0]?.message).toContain(`probably "${original}"`);
    else expect(findings[0]?.message).not.toContain("probably");
  });

  it("in the name of a column that participants see is found", async () => {
    const { findings } = await validate("id,rÃ©ponse,META_rÃ©f\n1,a,b\n");
    expect(findings).toMatchObject([{ code: "damaged-text", line: 1, column: "rÃ©ponse" }]);
    expect(findings[0]?.message).toContain('probably "réponse"');
  });

  it("is one finding for all cells, with their number", async () => {
    const rows = Array.from({ length: 250 }, (_, index) => `${index},Ã©${index}`).join("\n");
    const { findings, findingCounts } = await validate(`id,text\n${rows}\n`);
    expect(findingCounts).toEqual({ "damaged-text": 1 });
    expect(findings[0]?.message).toMatch(/^250 cells .* and 247 more\.$/);
  });

  it.each([
    "„Spaß“ und „MENÜ“, ‚Ärger‘",
    "« voilà » déjà… l’été, naïve—é",
    "NÃO À INFLAÇÃO… irmã” maçã’",
    "Tiếng Việt “rất” tốt…",
    "√2 ≠ √π ±½ ×½×¼ ¬p ∧ q",
    "”SÅ…” PÅ’ ÄÄ”",
    "the “café”… BEYONCÉ’S",
    "日本語、中文，한국어！",
    "1.5e+17 and 3E+05",
    "#1 hashtag #REF! in a sentence",
    "[object Object] in a sentence",
  ])("is not %s", async (text) => {
    expect((await validate(`id,text\n1,"${text}"\n2,fine\n`)).findings).toEqual([]);
  });
});

describe("what is not visible", () => {
  it("makes a row blank, whatever its metadata", async () => {
    const { ok, findings } = await validate("text,META_id\nGreat,1\n\u00a0,2\n\u200b\u3000,3\n");
    expect(ok).toBe(true);
    expect(findings.map(({ code, line }) => `${code}@${line}`)).toEqual(["blank-row@3", "blank-row@4"]);
  });

  it("makes no rows, where all are so", async () => {
    expect((await validate("text,META_id\n,1\n\u00a0,2\n")).findingCounts).toMatchObject({ "no-rows": 1 });
  });

  it("makes a column empty", async () => {
    expect(codesOf(await validate('id,text,note\n1, ,""\n2,\u00a0,x\n'))).toEqual(["empty-column@1:text"]);
  });

  it("does not distinguish columns or groups for a person", async () => {
    expect(codesOf(await validate("id,café,cafe\u0301\n1,a,b\n"))).toEqual(["column-lookalike@1:cafe\u0301"]);
    const groups = ["a", "a", "b", "b", "A ", "é", "e\u0301", "New  York", "new york"];
    const rows = groups.map((group, index) => `${index},"${group}"`).join("\n");
    expect(codesOf(await validate(`id,META_TASK_GROUP_ID\n${rows}\n`))).toEqual([
      "group-lookalike@6:META_TASK_GROUP_ID",
      "group-lookalike@8:META_TASK_GROUP_ID",
      "group-lookalike@10:META_TASK_GROUP_ID",
    ]);
  });
});

describe("a file of another kind is named", () => {
  const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
  it.each<[string, string]>([
    ["Parquet", "PAR1\x15\x04"],
    ["SQLite", "SQLite format 3\0"],
    ["property list", "bplist00\xd1"],
    ["Zstandard", "\x28\xb5\x2f\xfdabc"],
    ["Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:abc\n"],
    ["HTML", "<table>\n<tr><td>id</td></tr>\n</table>"],
    ["HTML", "<tr><td>id</td></tr>"],
    [".mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"],
    ["Rich Text", "{\\rtf1\\ansi id,text}"],
    ["UTF-32", "i\0\0\0d\0\0\0,\0\0\0"],
    ["JSON", '["a","b"]\n["c","d"]\n'],
    ["JSON", '{"id":1}\n{"id":2}\n'],
    ["JSON", '[\n  {\n    "id": 1\n  }\n]\n'],
  ])("%s", async (name, content) => {
    const { findings } = await validate(bytes(content));
    expect(findings.map(({ code }) => code)).toEqual(["not-csv"]);
    expect(findings[0]?.message).toContain(name);
  });

  it.each([
    "[1] Question,[2] Answer\nWhy?,Because\n",
    "[id],[text]\n1,a\n",
    "{id},{text}\n1,a\n",
    "<b>id</b>,text\n1,a\n",
  ])("but %j is a CSV", async (content) => {
    expect((await validate(content)).findings).toEqual([]);
  });
});

describe("the encoding is guessed from the text", () => {
  it.each<[string, number[], string]>([
    ["Windows-1252", [0x63, 0x61, 0x66, 0xe9], "café"],
    ["Windows-1252", [0x63, 0x61, 0x6e, 0x92, 0x74], "can’t"],
    ["Mac Roman", [0xd2, 0x68, 0x69, 0xd3, 0x20, 0x63, 0x61, 0x66, 0x8e], "“hi”"],
    ["GBK", [0xc4, 0xe3, 0xba, 0xc3], "你好"],
    ["Shift-JIS", [0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd], "こんにちは"],
    ["EUC-KR", [0xbe, 0xc8, 0xb3, 0xe7, 0xc7, 0xcf, 0xbc, 0xbc, 0xbf, 0xe4], "안녕하세요"],
    ["Windows-1251", [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], "Привет"],
  ])("%s", async (name, word, text) => {
    const [finding] = (await validate(Uint8Array.from([...Buffer.from("id,text\n1,"), ...word, 10]))).findings;
    expect(finding?.code).toBe("encoding");
    expect(finding?.message).toContain(`in ${name}, in which it reads "${text}"`);
  });

  it("and where no reading is plausible, nothing is guessed", async () => {
    const [finding] = (await validate(Uint8Array.from([...Buffer.from("id,text\n1,"), 0xff, 0xfe, 0x81, 10]))).findings;
    expect(finding?.message).not.toContain("probably");
  });
});
