import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { offendingRows } from "../../../functions/page/offending-rows.ts";
import type { Severities } from "../../../functions/validation/findings.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";
import { schemaOf } from "../validation/schemas.ts";
import { bytesOf, inChunks, validate } from "../validation/streams.ts";

async function rowsOf(
  content: string | Uint8Array,
  severities: Severities = {},
  chunk?: number,
  schema?: DatasetSchema,
): Promise<string> {
  const bytes = bytesOf(content);
  let csv = "";
  for await (const part of offendingRows(inChunks(bytes, chunk), isUtf8, severities, schema)) csv += part;
  return csv;
}

/** The rows as a strict reader has them, the header first. */
async function read(content: string | Uint8Array, severities?: Severities): Promise<string[][]> {
  return parse(await rowsOf(content, severities));
}

describe("offending rows", () => {
  it("are those with a finding and no others, as they stand, with what was found", async () => {
    const rows = await read('id,text\n1,fine\n2,A 24" screen\n3,"line\nbreak","surplus, too"\n4\n5,fine as well\n');
    expect(rows.map(([id, text]) => [id, text])).toEqual([
      ["id", "text"],
      ["2", 'A 24" screen'],
      ["3", "line\nbreak,surplus, too"],
      ["4", ""],
    ]);
    expect(rows.map(([, , why]) => why)).toEqual([
      "META_WHY",
      expect.stringMatching(/^Line 3, quote: There is a quote within a field that is not in quotes/),
      expect.stringMatching(/^Line 4, row-width: The row has 3 fields, and the header has 2/),
      expect.stringMatching(/^Line 6, row-width: The row has 1 field, and the header has 2/),
    ]);
  });

  it("are all of them, though a report lists a hundred", async () => {
    const content = `id,text\n${Array.from({ length: 2500 }, (_, index) => `${index}\n`).join("")}`;
    expect(await read(content)).toHaveLength(2501);
  });

  it("say the same as the report, wherever the file is cut into chunks", async () => {
    const content = 'id,text,META_TASK_GROUP_ID\r\n1,a,\r\n2,"b" c,x\r\n\r\n3,d,y\r4,d,y,z\n5,\x07,y\n3,d,y\n';
    const whole = await rowsOf(content);
    for (const chunk of [1, 2, 3, 7]) expect(await rowsOf(content, {}, chunk)).toBe(whole);
    const why = parse(whole)
      .slice(1)
      .map((row) => row.at(-1))
      .join("\n");
    for (const { line, code, message } of (await validate(content)).findings) {
      expect(why).toContain(`Line ${line}, ${code}: ${message}`);
    }
  });

  it("have a column of why that participants wouldn't see, under a name that is free", async () => {
    expect((await read("id,META_WHY,META_WHY_2\n1\n"))[0]).toEqual(["id", "META_WHY", "META_WHY_2", "META_WHY_3"]);
  });

  it("have an apostrophe in front of what a spreadsheet would evaluate, and of no number", async () => {
    const cells = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "-5", "+1,5", "-1.5e3", "a=b"];
    const rows = await read(`id,text,missing\n${cells.map((cell, index) => `${index},"${cell}"\n`).join("")}`);
    expect(rows.slice(1).map(([, text]) => text)).toEqual([
      "'=1+1",
      "'+cmd|' /C calc'!A0",
      "'-2+3",
      "'@SUM(A1)",
      "-5",
      "+1,5",
      "-1.5e3",
      "a=b",
    ]);
  });

  // https://owasp.org/www-community/attacks/CSV_Injection
  it.each(["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])(
    "have an apostrophe in front of a cell that begins with %j",
    async (sign) => {
      const rows = await read(`id,text,missing\n1,"${sign}1+1"\n`);
      expect(rows[1]?.[1]).toBe(`'${sign}1+1`);
    },
  );

  it("are what validation itself takes, but for what is wrong with them", async () => {
    const csv = await rowsOf('id,text\n1,A 24" screen\n2,one, two\n3,"x"y\n');
    expect((await validate(csv)).findings).toEqual([]);
  });

  it("show a quote that never closes by the line where it opens", async () => {
    const rows = await read(`id,text\n1,"never closes\n${"2,swallowed\n".repeat(200_000)}`);
    expect(rows).toHaveLength(2);
    expect(rows[1]?.[0]).toBe('1,"never closes');
    expect(rows[1]?.[2]).toMatch(/^Line 2, quote: The quote that opens here/);
  });

  it("name rows that are not UTF-8", async () => {
    const rows = await read(Buffer.from("id,text\n1,caf\xe9\n2,fine\n", "latin1"));
    expect(rows.slice(1)).toEqual([["1", "caf\ufffd", "Line 2, encoding: The row is not UTF-8."]]);
  });

  it.each<[string, Severities, string[]]>([
    ["by default", {}, ["Line 3, duplicate-row", "Line 4, header-repeated"]],
    ["without repeated headers", { "header-repeated": "off" }, ["Line 3, duplicate-row"]],
    ["without duplicates", { "duplicate-row": "off" }, ["Line 4, header-repeated"]],
  ])("tell a repeated header from a duplicate, as the report does: %s", async (_, severities, reasons) => {
    const content = "id,text\n1,x\n1,x\nid,text\n2,y\n";
    const rows = await read(content, severities);
    expect(rows.slice(1).map((row) => row.at(-1)?.split(":")[0])).toEqual(reasons);
    const { findings } = await validate(content, { severities });
    expect(findings.map(({ code, line }) => `Line ${line}, ${code}`)).toEqual(reasons);
  });

  it("leave out what the settings don't look for", async () => {
    expect(await read("id,text\n1,x\n1,x\n", { "duplicate-row": "off" })).toHaveLength(1);
  });

  it.each([
    ["nothing", ""],
    ["a header alone", "id,text\n"],
    ["another delimiter", "id;text\n1;x\n"],
  ])("are none in a file of %s", async (_, content) => {
    expect((await rowsOf(content)).trimEnd().split("\r\n")).toHaveLength(1);
  });

  it("of a typed file are judged by its fields and not by their names", async () => {
    const schema = schemaOf({ META_text: "text", picture: "image_url", set: "task_group_id" });
    const content =
      "META_text,picture,set\nfine,https://x.example/1.png,a\nx,C:\\2.png,a\ny,https://x.example/3.png,\nz,D:\\4.png\n";
    const rows: string[][] = parse(await rowsOf(content, {}, undefined, schema));
    expect(rows.map(([text]) => text)).toEqual(["META_text", "x", "y", "z"]);
    expect(rows[1]?.at(-1)).toMatch(/^Line 3, media-url: "C:\\2\.png" is a path on a computer/);
    expect(rows[2]?.at(-1)).toMatch(/^Line 4, task-group-blank: "set" is empty/);
    expect(rows[3]?.at(-1)).toMatch(/^Line 5, row-width: (?!.*media-url)/);
  });
});
