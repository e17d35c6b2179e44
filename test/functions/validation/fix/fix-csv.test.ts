import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { codesOf, fixBytes } from "./fix-bytes.ts";

describe("what has one sensible reading is fixed", () => {
  it.each<[what: string, content: string | Uint8Array, csv: string, codes: string[]]>([
    ["semicolons", "id;text\n1;a, b\n2;c\n", 'id,text\n1,"a, b"\n2,c\n', ["delimiter@1"]],
    ["tabs and decimal commas", "id\tprice\n1\t2,5\n2\t3,5\n", 'id,price\n1,"2,5"\n2,"3,5"\n', ["delimiter@1"]],
    ["a bar in quotes", 'id|text\n1|"a|b"\n2|c\n', 'id,text\n1,"a|b"\n2,c\n', ["delimiter@1"]],
    ["a sep= line", "sep=;\r\nid;text\r\n1;a\r\n", "id,text\n1,a\n", ["preamble@1", "delimiter@2"]],
    ["lines above the header", "# by Anna\n\nid,text\n1,a\n", "id,text\n1,a\n", ["preamble@1 x2"]],
    [
      "a title of a spreadsheet",
      "Reviews,,\n,,\nid,text,n\n1,a,2\n2,b,3\n",
      "id,text,n\n1,a,2\n2,b,3\n",
      ["preamble@1 x2"],
    ],
    ["rows in quotes as a whole", '"id,text"\n"1,""a, b"""\n"2,c"\n', 'id,text\n1,"a, b"\n2,c\n', ["wrapped-row@1 x3"]],
    [
      "rows of which some are",
      'id,text\n"1,""a, b"""\n"2,""c"""\n3,d\n',
      'id,text\n1,"a, b"\n2,"c"\n3,d\n',
      ["wrapped-row@2 x2"],
    ],
    [
      "spaces before quotes",
      'id, text\n1, "a, b"\n2, "c"\n',
      'id,text\n1,"a, b"\n2,"c"\n',
      ["quote@2 x2", "column-whitespace@1"],
    ],
    ["spaces behind quotes", '"id" ,"text"\n"1" ,"a, b"\n', '"id","text"\n"1","a, b"\n', ["quote@1 x2"]],
    ["backslashes before quotes", 'id,text\n1,"a \\", b"\n2,c\n', 'id,text\n1,"a "", b"\n2,c\n', ["quote@2"]],
    ["backslashes before both", 'id,text\n1,"a \\"b\\" \\\\"\n2,c\n', 'id,text\n1,"a ""b"" \\"\n2,c\n', ["quote@2"]],
    ["curly quotes", "id,text\n1,“a, “b” c”\n2,d\n", 'id,text\n1,"a, “b” c"\n2,d\n', ["quote@2"]],
    ["low and high quotes", "id,text\n1,„a, b“\n2,c\n", 'id,text\n1,"a, b"\n2,c\n', ["quote@2"]],
    ["single quotes", "id,text\n1,'a, ''b'''\n2,c\n", `id,text\n1,"a, 'b'"\n2,c\n`, ["quote@2"]],
    ["a stray quote", 'id,text\n1,5" pipe\n2,c\n', 'id,text\n1,"5"" pipe"\n2,c\n', ["quote@2"]],
    ["inches", 'id,a,b\n1,5" pipe,6" rod\n', 'id,a,b\n1,"5"" pipe","6"" rod"\n', ["quote@2 x2"]],
    [
      "the end of files of Gorilla, in rows that are copied",
      `id,text\n${"1,a b\n".repeat(300)}END OF FILE,\n${"1,c d\n".repeat(300)}"END OF FILE",""\n`,
      `id,text\n${"1,a b\n".repeat(300)}${"1,c d\n".repeat(300)}`,
      ["extra-row@302 x2"],
    ],
    [
      "a number of rows next to empty cells",
      "id;text\n1;a\n2;b\n(2 rows);\n",
      "id,text\n1,a\n2,b\n",
      ["delimiter@1", "row-count@4"],
    ],
    ["CR CR LF", "id,text\r\r\n1,a\r\r\n2,b\r\r\n", "id,text\n1,a\n2,b\n", ["line-ends@1 x3"]],
    ["byte order marks", "\ufeff\ufeffid,text\n\ufeff1,a\n", "id,text\n1,a\n", ["byte-order-mark@1 x2"]],
    [
      "byte order marks before quotes",
      '\ufeff\ufeff"id","a, b"\n\ufeff"1","c, d"\n',
      '"id","a, b"\n"1","c, d"\n',
      ["byte-order-mark@1 x2"],
    ],
    [
      "a repeated header with a byte order mark before its quote",
      '"id","text"\n"1","a"\n\ufeff"id","text"\n"2","b"\n',
      '"id","text"\n"1","a"\n"2","b"\n',
      ["header-repeated@3"],
    ],
    ["a repeated header", "id,text\n1,a\n\ufeffid,text\n2,b\n", "id,text\n1,a\n2,b\n", ["header-repeated@3"]],
    ["blank rows", "id,text\n1,a\n,\n\n2,b\n , \u00a0\n", "id,text\n1,a\n2,b\n", ["blank-row@3 x3"]],
    ["empty columns", "id,text,,\n1,a,,\n2,b,,\n", "id,text\n1,a\n2,b\n", ["blank-column@1 x2"]],
    ["an index of pandas", "Unnamed: 0,text\n0,a\n4,b\n", "text\na\nb\n", ["index-column@1"]],
    ["row numbers of R", '"","text"\n"1","a"\n"2","b"\n', '"text"\n"a"\n"b"\n', ["index-column@1"]],
    [
      "row numbers without a column",
      '"text","n"\n"1","a",5\n"2","b",6\n',
      '"text","n"\n"a",5\n"b",6\n',
      ["index-column@2 x2"],
    ],
    ["a comma at the end of each row", "id,text\n1,a,\n2,b,\n", "id,text\n1,a\n2,b\n", ["row-width@2 x2"]],
    ["white space around names", " id ,\u200btext\n1,a\n", "id,text\n1,a\n", ["column-whitespace@1 x2"]],
    [
      "meta_x",
      "text,meta_a,META-b,ＭＥＴＡ_c\na,1,2,3\n",
      "text,META_a,META_b,META_c\na,1,2,3\n",
      ["meta-lookalike@1 x3"],
    ],
    [
      "the group column",
      "text,META_TASKGROUP_ID\na,1\nb,1\n",
      "text,META_TASK_GROUP_ID\na,1\nb,1\n",
      ["meta-lookalike@1"],
    ],
    ["mojibake", "id,text\n1,cafÃ© â€“ â€œokâ€\u009d\n", "id,text\n1,café – “ok”\n", ["damaged-text@2"]],
    ["mojibake of Mac Roman", "id,text\n1,caf√© ‚Äì ok\n", "id,text\n1,café – ok\n", ["damaged-text@2"]],
    ["mojibake made twice", "id,text\n1,cafÃƒÂ©\n", "id,text\n1,café\n", ["damaged-text@2"]],
    [
      "an extra header of Qualtrics",
      'Start,Q1\nStart,"What, exactly?"\n"{""ImportId"":""s""}","{""ImportId"":""q""}"\n1,a\n2,b\n',
      "Start,Q1\n1,a\n2,b\n",
      ["extra-header@2 x2"],
    ],
    [
      "Windows-1252 with semicolons",
      iconv.encode("id;text\r\n1;Größe, schön\r\n2;München\r\n3;Straße 5 €\r\n", "win1252"),
      'id,text\n1,"Größe, schön"\n2,München\n3,Straße 5 €\n',
      ["encoding", "delimiter@1"],
    ],
    [
      "UTF-16 with tabs, as Excel's Unicode text",
      iconv.encode("id\ttext\r\n1\tcafé, ok\r\n2\t日本\r\n", "utf16le", { addBOM: true }),
      'id,text\n1,"café, ok"\n2,日本\n',
      ["encoding", "delimiter@1"],
    ],
    ["UTF-32", iconv.encode("id,text\n1,é\n", "utf32be", { addBOM: true }), "id,text\n1,é\n", ["encoding"]],
  ])("%s", async (_, content, csv, codes) => {
    const fixed = await fixBytes(content);
    expect(fixed.csv).toBe(csv);
    expect(codesOf(fixed)).toEqual(codes);
    for (const chunk of [1, 2, 5]) expect(await fixBytes(content, {}, chunk)).toEqual(fixed);
    expect((await fixBytes(fixed.csv)).outcome).toBe("nothing-to-fix");
  });
});

describe("what has more than one reading, or none, is left as it is", () => {
  it.each<[what: string, content: string]>([
    ["text behind a closing quote", 'id,text\n1,"a"b\n2,c\n'],
    ["two pairs of quotes", 'id,text\n1,""Great""\n2,c\n'],
    ["a row of another width", "id,text\n1,a,b\n2,c\n"],
    ["a comma at the end of some rows", "id,text\n1,a,\n2,b\n"],
    ["two columns of one name", "text,text\n1,a\n"],
    ["names that would be the same", "text,text \n1,a\n"],
    ["a column without a name that has values", ",text\nx,a\ny,b\n"],
    ["a column that numbers something else", "text,Unnamed: 1\na,2001\nb,2002\n"],
    ["one row with a number in front", "text,n\n1,a,5\n"],
    ["values that were lost", "id,text\n1,#NAME?\n2,caf\ufffd\n"],
    ["a name that may be meant", "text,Meta Description\na,b\n"],
    ["a quoted part that commas split", 'id,text,n\n1,say "hi, there"\n2,ok,3\n'],
    ["numbers in front that the header may have a column for", "id,text\n1,Great,5\n2,Bad,1\n"],
    ["a curly quote that closes on another line", "id,text\n1,“Great, really\n2,“Bad, sorry”\n"],
    ["backslashes outside quotes", 'id,text\n1,a \\"b\\"\n2,c\n'],
    ["mojibake of which a part was lost", "id,text\n1,Ã  la carte, cafÃ©\n".replace(", ", " ")],
    ["a row whose metadata is filled", "text,META_id\na,1\n,2\n"],
    ["HTML entities", "id,text\n1,a &amp; b\n"],
    ["row numbers without another column", "Unnamed: 0\n0\n1\n2\n"],
    ["row numbers next to hidden columns alone", "index,META_ID\n0,a\n1,b\n"],
    ["row numbers next to an empty column", "Unnamed: 0,Unnamed: 1\n0,\n1,\n"],
    ["a first row that looks like a datapoint", "1,good \n2,bad \n3,ok \n4,bad \n"],
  ])("%s", async (_, content) => {
    const { csv, outcome } = await fixBytes(content);
    expect(outcome).toBe("nothing-to-fix");
    expect(csv).toBe(content);
  });

  it.each<[what: string, content: string | Uint8Array, code: string]>([
    ["a quote that never closes", 'id;text\n1;"a\n2;b\n', "quote"],
    ["too little text to know the encoding", Uint8Array.from([...Buffer.from("a,b\n1,"), 0xe8, 10]), "encoding"],
    ["backslashes of two kinds", 'id,text\n1,"a \\" \\\\ C:\\dir, b"\n2,c\n', "quote"],
    ["JSON", '{"id": 1}\n', "not-csv"],
    ["a table of Markdown", "| id | text |\n|----|----|\n| 1 | a |\n", "delimiter"],
  ])("%s is refused", async (_, content, code) => {
    expect(await fixBytes(content)).toMatchObject({ outcome: "not-fixable", refusal: { code } });
  });

  it.each<[what: string, content: string, line: number | null, message: string]>([
    [
      "a line end behind a backslash, as MySQL writes it",
      "id\ttext\tnote\n1\tGood\t\\N\n2\tBad, \\\nreally\tx\n3\tSo so\t\\N\n",
      3,
      "A backslash escapes the line end, as MySQL writes one within a value: the row goes on in the next line.",
    ],
    [
      "text below a code block of Markdown",
      "```csv\nid,text\n1,a\n2,b\n```\nThat is all.\n",
      null,
      "There is text below the Markdown code block.",
    ],
  ])("%s is refused, and it is said why", async (_, content, line, message) => {
    expect(await fixBytes(content)).toMatchObject({ outcome: "not-fixable", refusal: { line, message } });
  });

  it("two backslashes before a line end do not escape it", async () => {
    const { outcome, csv } = await fixBytes("id\ttext\n1\t\\N\n2\tC:\\\\\n3\tSo so\n");
    expect([outcome, csv]).toEqual(["fixed", "id,text\n1,\\N\n2,C:\\\\\n3,So so\n"]);
  });

  it.each([undefined, "utf-16le"])("NUL bytes alone are refused with the encoding %s", async (encoding) => {
    const { refusal } = await fixBytes(new Uint8Array(4096), encoding === undefined ? {} : { encoding });
    expect(refusal).toMatchObject({
      code: "not-csv",
      message: "This is a damaged file that has only NUL bytes, not a table that can be fixed.",
      hint: "Fetch the file again, or export it again.",
    });
  });

  it("bytes further down that the encoding does not have are refused", async () => {
    const text = `id,text\n${"1,とても良い商品です\n".repeat(4000)}`;
    const bytes = Buffer.concat([iconv.encode(text, "shift_jis"), Uint8Array.of(0x32, 0x2c, 0x81, 0xff, 10)]);
    expect(await fixBytes(bytes)).toMatchObject({ outcome: "not-fixable", refusal: { code: "encoding" } });
  });
});

describe("what is fixed only in part keeps what is wrong", () => {
  it("a row of another width, between semicolons", async () => {
    const { csv, outcome } = await fixBytes("id;text\n1;a\n2;b;c\n3;d\n".replace("1;a\n", "1;a\n".repeat(20)));
    expect(outcome).toBe("fixed");
    expect(csv).toContain("2,b,c\n3,d\n");
  });

  it("text behind a closing quote stays as it is in the file", async () => {
    const { csv } = await fixBytes(`id;text\n${"1;a\n".repeat(20)}2;"b"c\n`);
    expect(csv).toMatch(/\n2,"b"c\n$/);
  });
});

describe("options", () => {
  it("an encoding that is named is used", async () => {
    const { csv } = await fixBytes(iconv.encode("id,text\n1,řeka\n", "win1250"), { encoding: "windows-1250" });
    expect(csv).toBe("id,text\n1,řeka\n");
  });

  it("only the changes that are named are made", async () => {
    const { csv } = await fixBytes(" id,text\n1,a\n,\n", { only: ["blank-row"] });
    expect(csv).toBe(" id,text\n1,a\n");
  });

  it("all changes but those that are named are made", async () => {
    const { csv } = await fixBytes(" id,text\n1,a\n,\n", { except: ["blank-row"] });
    expect(csv).toBe("id,text\n1,a\n,\n");
  });

  it("commas at the end of rows are kept where their removal is not wanted", async () => {
    const rows = "id,text\n1,a,\n2,b,\n";
    expect((await fixBytes(rows)).csv).toBe("id,text\n1,a\n2,b\n");
    expect(await fixBytes(rows, { except: ["row-width"] })).toMatchObject({ outcome: "nothing-to-fix" });
  });

  it("the numbers of a spreadsheet's rows are not left in", async () => {
    const fixed = await fixBytes(",A,B\n1,id,text\n2,1,Good\n3,2,Bad\n", { except: ["index-column"] });
    expect(fixed).toMatchObject({
      outcome: "not-fixable",
      refusal: { message: expect.stringContaining("index-column") },
    });
  });

  it("a change without which the file cannot be read is not left out", async () => {
    const fixed = await fixBytes("id;text\n1;a\n,;\n", { except: ["delimiter"] });
    expect(fixed).toMatchObject({ outcome: "not-fixable", refusal: { code: "delimiter" } });
  });
});
