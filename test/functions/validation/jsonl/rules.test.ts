import { describe, expect, it } from "vitest";
import { LONGEST_LINE } from "../../../../functions/validation/jsonl/json-problems.ts";
import type { ValidationOptions } from "../../../../functions/validation/validate-bytes.ts";
import { schemaOf } from "../schemas.ts";
import { codesOf, validate } from "../streams.ts";

const SCHEMA = schemaOf({ a: "text", b: "metadata" });
const STRICT = { ...SCHEMA, strict: true };
const read = (content: string | Uint8Array, schema = SCHEMA, chunk?: number) =>
  validate(content, { schema, format: "jsonl" }, chunk);
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");

describe("what is wrong with a line is found on it", () => {
  it.each<[string, string, string[]]>([
    ["nothing at all", "", ["empty-file@"]],
    ["blank lines alone", " \n\t\r\n", ["empty-file@"]],
    ["blank lines between records", '{"a":"x","b":""}\n\n \r\n{"a":"y","b":""}\r\n', []],
    ["a byte order mark at the start", '\ufeff{"a":"x","b":""}', []],
    ["one on another line", '{"a":"x","b":""}\n\ufeff{"a":"y","b":""}', ["json-line@2"]],
    ["an array", '{"a":"x","b":""}\n[1]', ["json-line@2"]],
    ["a carriage return alone", '{"a":"x","b":""}\r{"a":"y","b":""}\n', ["json-line@1"]],
    ["a carriage return alone, and a record", '{"a":"x","b":""}\r{}\n{"a":"y","b":""}', ["json-line@1", "json-line@2"]],
    ["a carriage return at the end", '{"a":"x","b":""}\r', []],
    ["two of them", '{"a":"x","b":""}\r\r', ["json-line@1"]],
    ["a comma too many", '{"a":"x","b":"",}', ["json-line@1"]],
    ["an object over several lines", '{\n"a":"x"\n}', ["json-line@1"]],
    [
      "an object over several lines, and a record",
      '{\n"a":"x"\n}\n{"a":"x","b":""}',
      [1, 2, 3].map((at) => `json-line@${at}`),
    ],
    ["two lines with a mistake each", '{"a":"x"\n{"a":x}', ["json-line@1", "json-line@2"]],
    ["a key twice", '{"a":"x","b":"","a":"x"}', ["json-key@1:a"]],
    ["a key twice, once with escapes", '{"a":"x","b":"","\\u0061":"x"}', ["json-key@1:a"]],
    [
      "a key twice that the schema does not have",
      '{"a":"x","b":"","c":"","c":""}',
      ["json-key@1:c", "unknown-field@1:c"],
    ],
    ["an object", '{"a":{"x":[]},"b":""}', ["json-nesting@1:a"]],
    ["an object in what is ignored", '{"a":"x","b":"","c":{}}', ["unknown-field@1:c"]],
    ["a number", '{"a":1e3,"b":""}', ["json-value@1:a"]],
    ["a field nowhere", '{"a":"x","b":null}', ["missing-field@:b"]],
    ["a shown field that is nowhere", '{"b":"x"}', ["no-rows@", "missing-field@:a", "blank-row@1"]],
    ["the same record twice", '{"a":"x","b":"1"}\n{"b":"2","a":"x"}', ["duplicate-row@2"]],
    ["a NUL in an escape", '{"a":"x\\u0000","b":""}', ["nul-byte@1:a"]],
    ["a control character in an escape", '{"a":"x\\u0007","b":""}', ["control-character@1:a"]],
    ["half of a surrogate pair", '{"a":"\\ud83d","b":""}', ["damaged-text@1:a"]],
    ["half of one in what is hidden", '{"a":"x","b":"\\ud83d"}', []],
    ["a line break in a value", '{"a":"x\\n\\r\\ny","b":""}\n{"a":"","b":""}', ["blank-row@2"]],
    ["no record at all", "x\n", ["json-line@1"]],
  ])("%s", async (_, content, codes) => {
    expect(codesOf(await read(content))).toEqual(codes);
  });

  it("bytes that are not UTF-8", async () => {
    const content = Buffer.from('{"a":"x","b":""}\n\n{"a":"caf\xe9","b":""}\n', "latin1");
    expect(codesOf(await read(content))).toEqual(["encoding@3"]);
    expect(codesOf(await read(content, SCHEMA, 1))).toEqual(["encoding@3"]);
  });

  it.each<[string, string | Uint8Array, Partial<ValidationOptions>]>([
    ["not UTF-8", Buffer.from('{"a":"caf\xe9","b":""}\n', "latin1"), {}],
    ["UTF-16", Buffer.from('\ufeff{"a":"x","b":""}\n', "utf16le"), {}],
    ["a workbook", "PK\x03\x04", {}],
    ["an archive", Buffer.from("\x1f\x8b\x08", "latin1"), {}],
    ["a Parquet file", "PAR1", {}],
    ["a database", "SQLite format 3\0", {}],
    ["a PDF", "%PDF-1.7", {}],
    ["Rich Text", "{\\rtf1}", {}],
    ["a web page", "<html>", {}],
    ["an SQL dump", "INSERT INTO t", {}],
    ["too large", '{"a":"x","b":""}\n', { largest: 3, size: 17 }],
    ["with a NUL", '{"a":"x\\u0000","b":""}\n', {}],
    ["with damaged text", '{"a":"cafÃ©","b":""}\n{"a":"caf√©","b":""}\n', {}],
  ])("%s, and the hint is none for a CSV", async (_, content, options) => {
    const { findings } = await validate(content, { schema: SCHEMA, format: "jsonl", ...options });
    expect(findings).toHaveLength(1);
    // A folder with a schema takes both, so that a table may be saved as a CSV that is named as one.
    const hint = findings[0]?.hint.replace(/CSV(?: UTF-8)?, with the ending \.csv/, "");
    expect(hint).not.toMatch(/CSV|the header|Excel/);
  });

  it("a field of the schema that no record has, in words for one record and for more", async () => {
    const said = async (content: string) => (await read(content)).findings.map(({ message }) => message);
    expect(await said('{"a":"x"}\n')).toEqual([`The only record has no value for the schema's field "b".`]);
    expect(await said('{"a":"x"}\n{"a":"y"}\n')).toEqual([
      `None of the 2 records has a value for the schema's field "b".`,
    ]);
  });

  it("a task group that a strict schema needs is one error, whatever a setting says of records without one", async () => {
    const schema = schemaOf({ a: "text", group: "task_group_id" }, true);
    const check = (severities: ValidationOptions["severities"]) =>
      validate('{"a":"x","group":"g"}\n{"a":"y"}\n', { schema, format: "jsonl", severities });
    expect(codesOf(await check({}))).toEqual(["task-group-blank@2:group"]);
    expect(codesOf(await check({ "task-group-blank": "off" }))).toEqual(["missing-field@2:group"]);
  });

  it("a value that a strict schema needs, on each line", async () => {
    const validation = await read('{"a":"x"}\n{"a":"y","b":"1"}\n{"b":"2","a":null}\n', STRICT);
    expect(codesOf(validation)).toEqual(["missing-field@1:b", "missing-field@3:a", "blank-row@3"]);
  });

  it("a medium that is missing once, and not as a URL too", async () => {
    const schema = schemaOf({ a: "text", clip: "audio_url" }, true);
    expect(
      codesOf(await read('{"a":"x"}\n{"a":"y","clip":""}\n{"a":"z","clip":"https://x.org/a.mp3"}', schema)),
    ).toEqual(["missing-field@1:clip", "media-url@2:clip"]);
  });

  it("tells what is needed, and where", async () => {
    const { findings } = await read('{"a": "é", "b": web}');
    expect(findings[0]?.message).toBe(
      'The line is not a JSON object: at character 17, before "web}", a value is needed: a string in double quotes, a number, true, false or null.',
    );
  });
});

describe("what many lines have alike is one finding", () => {
  it("keys that the schema does not have: the first line, and how many", async () => {
    const validation = await read(lines(1000, (index) => `{"a":"${index}","b":"","A ":"","c${index % 3}":1}`));
    const unknown = validation.findings.filter(({ code }) => code === "unknown-field");
    expect(unknown.map(({ line, column }) => `${line} ${column}`)).toEqual(["1 A ", "1 c0", "2 c1", "3 c2"]);
    expect(unknown[0]?.message).toContain("1000 lines");
    // Each record has "a" too.
    expect(unknown[0]?.hint).toContain("Remove the key");
    expect(unknown[1]?.message).toContain("334 lines");
  });

  it("numbers: the first one, and how many", async () => {
    const validation = await read(lines(1000, (index) => `{"a":${index}.50,"b":true}`));
    expect(codesOf(validation)).toEqual(["json-value@1:a", "json-value@1:b"]);
    expect(validation.findingCounts["json-value"]).toBe(2000);
    expect(validation.findings[0]?.message).toContain('"0.50"');
    expect(validation.file.preview[1]).toEqual(["1.50"]);
  });
});

describe("whatever a file does to use up time or memory", () => {
  it("a line is refused that is longer than is kept of one, whatever its chunks", async () => {
    const record = (length: number) => `{"a":"${"x".repeat(length - 16)}","b":""}`;
    const fits = record(LONGEST_LINE);
    expect(Math.abs(fits.length - LONGEST_LINE)).toBeLessThan(8);
    const exact = fits + " ".repeat(LONGEST_LINE - fits.length);
    for (const chunk of [undefined, 65_536, 100_001]) {
      expect(codesOf(await read(`${exact}\n{"a":"y","b":""}`, SCHEMA, chunk))).toEqual([]);
      expect(codesOf(await read(`${exact} \n{"a":"y","b":""}\n{}}`, SCHEMA, chunk))).toEqual([
        "json-line@1",
        "json-line@3",
      ]);
    }
    const parted = await read(`${"\r".repeat(LONGEST_LINE + 10)}\n{`);
    expect(codesOf(parted)).toEqual(["json-line@1", `json-line@${LONGEST_LINE + 11}`]);
  });

  it("a line of very many keys, of the same key, or one that is nested deeply", async () => {
    const half = LONGEST_LINE / 2;
    const keys = Array.from({ length: 90_000 }, (_, index) => `"k${index}":1`).join(",");
    const many = await read(`{${keys}}\n`.repeat(3));
    expect(many.findingCounts["unknown-field"]).toBe(1001);
    expect(codesOf(await read(`{"b":"","a":"x"${',"a":"x"'.repeat(100_000)}}`))).toEqual(["json-key@1:a"]);
    const deep = `{"a":${"[".repeat(half - 10)}${"]".repeat(half - 10)},"b":""}`;
    expect(codesOf(await read(deep))).toEqual(["json-nesting@1:a"]);
    expect(codesOf(await read(`{"a":${'{"a":'.repeat(100_000)}1`))).toEqual(["json-line@1"]);
    const long = await read(`{"a":"x","b":"","${"k".repeat(half)}":1,"${"k".repeat(half - 30)}":1,"a":""}`);
    for (const { message, column } of long.findings) expect(`${message}${column}`.length).toBeLessThan(1000);
  });

  it("a schema of more fields than the compiled reader knows", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `field ${index}`);
    const schema = schemaOf(Object.fromEntries(names.map((name) => [name, "text"])));
    const record = `{${names.map((name) => `"${name}":"x"`).join(",")}}`;
    const { file, findings } = await read(`${record}\n`, schema);
    expect([findings, file.preview[0]?.length]).toEqual([[], 5000]);
  });
});
