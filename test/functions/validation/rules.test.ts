import { describe, expect, it } from "vitest";
import { LARGEST_FILE } from "../../../functions/validation/largest-file.ts";
import { validateCsv } from "../../../functions/validation/validate-csv.ts";
import { codesOf, validate } from "./streams.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, "utf16le"));
const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");

describe("what is wrong is found at its place", () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ["a zip or xlsx by its bytes", bytes(0x50, 0x4b, 3, 4, 0, 0), ["not-csv@"]],
    ["a gzip", bytes(0x1f, 0x8b, 8, 0), ["not-csv@"]],
    ["a PDF", "%PDF-1.7\n", ["not-csv@"]],
    ["UTF-16 with a byte order mark", bytes(0xff, 0xfe, ...utf16("id,a\n")), ["not-csv@"]],
    ["UTF-16 without one", utf16("id,a\n1,x\n"), ["not-csv@"]],
    ["HTML", "\n <!DOCTYPE html><html></html>", ["not-csv@"]],
    ["JSON objects", '[{"id": 1}]', ["not-csv@"]],
    ["JSON", ' {"id": 1}', ["not-csv@"]],
    ["a byte that is not UTF-8", bytes(0x61, 0x0a, 0x78, 0x0d, 0x0a, 0xe9, 0x0a), ["encoding@3"]],
    ["an overlong UTF-8 form", bytes(0x61, 0x0a, 0xc0, 0xaf, 0x0a), ["encoding@2"]],
    ["a surrogate in UTF-8", bytes(0x61, 0x0a, 0xed, 0xa0, 0x80, 0x0a), ["encoding@2"]],
    ["an end within a character", bytes(0x61, 0x0a, 0xe2, 0x82), ["encoding@2"]],
    ["a NUL byte", "id,a\n1,x\0y\n", ["nul-byte@2:a"]],
    ["no byte", "", ["empty-file@"]],
    ["white space alone", "\ufeff \r\n\t\n", ["empty-file@"]],
    ["a header alone", "id,a\n", ["no-rows@"]],
    ["a header and blank lines", "id,a\n\n \n", ["no-rows@", "blank-row@2", "blank-row@3"]],
    ["semicolons", "id;a\n1;x\n", ["delimiter@1"]],
    ["tabs", "id\ta\n1\tx\n", ["delimiter@1"]],
    ["bars", "id|a\n1|x\n", ["delimiter@1"]],
    ["a column without a name", "id,,b\n1,2,3\n", ["blank-column@1"]],
    ["a column of white space", "id, \n1,2\n", ["blank-column@1"]],
    ["two columns of a name", "id,a,id\n1,2,3\n", ["duplicate-column@1:id"]],
    ["too many fields", "id,a\n1,x\n2,y,z\n", ["row-width@3"]],
    ["too few fields", "id,a\n1\n", ["row-width@2"]],
    ["a quote that never closes", 'id,a\n1,"x\n2,y\n', ["quote@2:a"]],
    ["text after a closing quote", 'id,a\n1,"x"y\n', ["quote@2:a"]],
    ["a bare quote in a field", 'id,a\n1,5" wide\n', ["quote@2:a"]],
    ["a bare quote in the header", 'id,a"b\n1,x\n', ["quote@1"]],
    ["nothing to see", "META_a,META_b\n1,2\n", ["no-visible-column@1"]],
    ["a group without a value", "a,META_TASK_GROUP_ID\nx,g\ny,g\nz,\n", ["task-group-blank@4:META_TASK_GROUP_ID"]],
    ["a group of white space", "a,META_TASK_GROUP_ID\nx,g\ny,g\nz, \n", ["task-group-blank@4:META_TASK_GROUP_ID"]],
    ["one group of all rows", "a,META_TASK_GROUP_ID\nx,g\ny,g\n", ["task-group-size@:META_TASK_GROUP_ID"]],
    ["a group for every row", "a,META_TASK_GROUP_ID\nx,g\ny,h\n", ["task-group-size@:META_TASK_GROUP_ID"]],
    ["a name with white space around it", "id, a\n1,x\n", ["column-whitespace@1: a"]],
    ["a blank line", "id,a\n1,x\n\n2,y\n", ["blank-row@3"]],
    ["a row of empty fields", 'id,a\n1,x\n,""\n', ["blank-row@3"]],
    ["the same row twice", 'id,a\n1,x\n2,y\n1,"x"\n', ["duplicate-row@4"]],
    ["rows that differ in metadata alone", "id,META_a\n1,x\n1,y\n", ["duplicate-row@3"]],
    ["a control character", "id,a\n1,x\u0007\n", ["control-character@2:a"]],
  ])("%s", async (_, content, codes) => {
    const validation = await validate(content);
    expect(codesOf(validation)).toEqual(codes);
    expect(validation.ok).toBe(validation.findings.every(({ severity }) => severity === "warning"));
    for (const { message, hint } of validation.findings) {
      expect(message).toMatch(/[.!]$/);
      expect(hint).toMatch(/[.!]$|: /);
    }
  });

  it.each([
    "meta_source",
    "Meta-x",
    " META_x",
    "META-x",
    "META x",
    "\tmeta.x",
    "META_TASK_GROUPID",
    "META_TASKGROUP_ID",
    "META_TASK_GROUP",
    "META_task_group_id",
    "META_TASK_GROUP_IDS",
    "META_TSAK_GROUP_ID",
  ])("a name that only looks like metadata: %j", async (name) => {
    expect(codesOf(await validate(`a,${name}\n1,x\n`))).toEqual([`meta-lookalike@1:${name}`]);
  });

  it.each([
    "metal",
    "metabolism",
    "metadata",
    "meta",
    "META_TASK_GROUP_ID_SOURCE",
    "META_source",
    "my_meta_x",
    "META_ID",
  ])("a name that is fine: %s", async (name) => {
    expect(codesOf(await validate(`a,${name}\n1,x\n`))).toEqual([]);
  });

  it("a group is too large from its 101st row on, and named", async () => {
    const groups = (first: number) => `a,META_TASK_GROUP_ID\n${rows(first, (i) => `${i},big`)}\nx,small\n`;
    expect(codesOf(await validate(groups(100)))).toEqual([]);
    const validation = await validate(groups(101));
    expect(codesOf(validation)).toEqual(["task-group-size@102:META_TASK_GROUP_ID"]);
    expect(validation.findings[0]?.message).toContain('"big"');
  });

  it("a name that does not end in .csv, in any case, is refused by the start of the file", async () => {
    expect(codesOf(await validate("id,a\n1,x\n", { fileName: "DATA.CSV" }))).toEqual([]);
    const mebibyte = Buffer.alloc(1 << 20, "id,a\n");
    let chunks = 0;
    const endless = async function* () {
      for (;;) {
        chunks++;
        yield mebibyte;
      }
    };
    expect(codesOf(await validateCsv(endless(), { fileName: "picture.png" }))).toEqual(["not-csv@"]);
    expect(chunks).toBe(1);
  });

  it.each(["_dataset.JSON", "dataset.json", "w1/_Dataset.json.txt"])(
    "%s: the answer says what a definition's name is",
    async (fileName) => {
      const validation = await validate("{}", { fileName });
      expect(validation.findings).toMatchObject([{ code: "not-csv", hint: expect.stringContaining("_dataset.json") }]);
      expect(
        (await validate("{}", { fileName: fileName.replace("ataset", "atasets") })).findings[0]?.hint,
      ).not.toContain("_dataset.json");
    },
  );

  it("a file over 5 GiB is refused by its size, with nothing read", async () => {
    const next = () => Promise.reject(new Error("This was not to be read."));
    const unread = { [Symbol.asyncIterator]: () => ({ next }) };
    const validation = await validateCsv(unread, { size: LARGEST_FILE + 1 });
    expect(codesOf(validation)).toEqual(["too-large@"]);
    expect(validation.file.bytes).toBe(LARGEST_FILE + 1);
    await expect(validateCsv(unread, { size: LARGEST_FILE })).rejects.toThrow("not to be read");
  });

  it("the encoding finding has the byte's position and the probable encoding", async () => {
    const [finding] = (await validate(bytes(0x61, 0x0a, 0x63, 0x61, 0x66, 0xe9, 0x0a))).findings;
    expect(finding?.message).toContain("0xE9, is at byte 5");
    expect(finding?.message).toContain('in Windows-1252, in which it reads "café"');
  });
});

describe("what is fine is not found fault with", () => {
  it.each<[string, string]>([
    ["a byte order mark", "\ufeffid,a\n1,x\n"],
    ["CRLF", "id,a\r\n1,x\r\n2,y\r\n"],
    ["CR", "id,a\r1,x\r2,y\r"],
    ["mixed line ends", "id,a\r\n1,x\n2,y\r3,z"],
    ["line breaks within quotes", 'id,a\n1,"x\r\ny\nz\rw"\n'],
    ["doubled quotes", 'id,a\n1,"say ""hi"""\n2,""""\n'],
    ["no line end at the end", "id,a\n1,x"],
    ["quoted names", '"id","a ""b"", c"\n1,x\n'],
    ["a quoted empty last field", 'id,a\n1,""\n2,x\n'],
    ["tabs in a field", "id,a\n1,x\ty\n"],
    ["any plane of Unicode", "id,a\n1,日本語 🎉 ñ\n"],
    ["one column", "a\nx\ny\n"],
  ])("%s", async (_, content) => {
    expect((await validate(content)).findings).toEqual([]);
  });
});

describe("a summary", () => {
  it("describes columns, rows, groups and their sizes, and the first rows with their visible and hidden values", async () => {
    const content = `id,text,META_TASK_GROUP_ID\n${rows(7, (i) => `${i},"a, ""${i}""",g${i % 3}`)}\n`;
    const { file } = await validate(content);
    expect(file).toEqual({
      bytes: content.length,
      rows: 7,
      columns: [
        { name: "id", visible: true },
        { name: "text", visible: true },
        { name: "META_TASK_GROUP_ID", visible: false },
      ],
      taskGroups: {
        count: 3,
        smallest: 2,
        largest: 3,
        histogram: [
          { from: 2, to: 2, groups: 2 },
          { from: 3, to: 3, groups: 1 },
        ],
      },
      preview: rows(5, (i) => `${i}|a, "${i}"`)
        .split("\n")
        .map((row) => row.split("|")),
      previewHidden: rows(5, (i) => `g${i % 3}`)
        .split("\n")
        .map((group) => [group]),
    });
  });
});

describe("findings", () => {
  it("are listed up to 100, and all counted", async () => {
    const validation = await validate(`id,a\n${rows(250, (i) => `${i}`)}\n1,x\n`);
    expect(validation.findings).toHaveLength(100);
    expect(validation.findingCounts).toEqual({ "row-width": 250 });
  });

  it("of one code don't crowd out those of another", async () => {
    const validation = await validate(`id,a\n${rows(250, () => "1,x")}\n1,x"y\n`);
    expect(validation.findings).toHaveLength(100);
    expect(validation.findings[0]).toMatchObject({ code: "quote", line: 252 });
  });

  it("can be made errors or warnings, or switched off", async () => {
    const content = "id, a\n1,x\n1,x\n";
    expect(await validate(content)).toMatchObject({
      ok: true,
      findingCounts: { "duplicate-row": 1, "column-whitespace": 1 },
    });
    const strict = await validate(content, { severities: { "duplicate-row": "error", "column-whitespace": "off" } });
    expect(strict).toMatchObject({ ok: false, findingCounts: { "duplicate-row": 1 } });
    expect(strict.findingCounts).not.toHaveProperty("column-whitespace");
  });

  it("quote a value cut at 80 characters, its control characters escaped", async () => {
    const [finding] = (await validate(`${"x".repeat(200)}\u0085;b\n1\n`)).findings;
    expect(finding?.message).toContain(`"${"x".repeat(80)}…"`);
    const [named] = (await validate("meta_\u0085\u202e,b\n1,2\n")).findings;
    expect(named?.message).toContain("<U+0085><U+202E>");
  });
});
