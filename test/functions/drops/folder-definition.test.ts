import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { definitionJson, readDefinition } from "../../../functions/drops/folder-definition.ts";
import { FIELD_TYPES } from "../../../functions/validation/schema/dataset-schema.ts";

const read = (content: unknown) =>
  readDefinition(Buffer.from(typeof content === "string" ? content : JSON.stringify(content)));
const mistakesOf = (content: unknown) => {
  const reading = read(content);
  return reading.ok ? [] : reading.mistakes.map(({ path, message }) => `${path}: ${message}`);
};

const FIELDS = { question: { type: "text", label: "Question" }, picture: { type: "image_url" } };

describe("a definition", () => {
  it("has defaults: not strict, and a dataset for each file", () => {
    const reading = read({ schema: { fields: FIELDS } });
    expect(reading).toMatchObject({ ok: true, definition: { files: "a-dataset-each", schema: { strict: false } } });
    expect(reading.ok && [...reading.definition.schema.fields]).toEqual(Object.entries(FIELDS));
  });

  it("may begin with a byte order mark, and have fields of any name", () => {
    const reading = read(`\ufeff{"schema": {"fields": {"__proto__": {"type": "text"}, "1": {"type": "metadata"}}}}`);
    expect(reading.ok && [...reading.definition.schema.fields.keys()].sort()).toEqual(["1", "__proto__"]);
    expect(reading.ok && JSON.stringify(definitionJson(reading.definition))).toContain('"__proto__":{"type":"text"}');
  });

  it("is refused with every mistake at once, each with its path and what to do", () => {
    const fields = { a: { type: "img" }, b: { type: "text", label: 3 }, c: { kind: "text" }, " ": { type: "text" } };
    const given = { name: " ", workspaceId: "a/b", files: "both", schema: { strict: 1, fields }, fils: 1 };
    expect(mistakesOf(given)).toEqual([
      expect.stringMatching(/^name: .*dataset's name/),
      expect.stringMatching(/^workspaceId: Letters, digits/),
      "schema.strict: 1 is neither true nor false.",
      expect.stringMatching(/^schema\.fields\.a\.type: "img" is not a type: use one of text, image_url/),
      expect.stringMatching(/^schema\.fields\.b\.label: 3 is not a string/),
      expect.stringMatching(/^schema\.fields\.c\.type: The type is missing: use one of/),
      'schema.fields.c: "kind" cannot be set here: check the spelling, or remove it.',
      "schema.fields. : A field name needs at least one visible character.",
      'files: "both" is neither "a-dataset-each" nor "one-dataset".',
      ': "fils" cannot be set here: check the spelling, or remove it.',
    ]);
  });

  it.each([
    [{ schema: { fields: {} } }, "schema.fields: There is no field: a schema needs at least one."],
    [{ schema: { fields: { a: { type: "metadata" } } } }, /^schema\.fields: Participants would see nothing/],
    [
      { schema: { fields: { a: { type: "task_group_id" }, b: { type: "task_group_id" }, c: { type: "text" } } } },
      'schema.fields: Only one field can be the task_group_id, and "a" and "b" are.',
    ],
    [{ schema: {} }, /^schema\.fields: The fields are missing: name each field, such as \{"question"/],
    [{ schema: { fields: [] } }, /^schema\.fields: \[\] is not an object/],
    [{ schema: { fields: 7 } }, /^schema\.fields: 7 is not an object/],
    [
      { schema: { fields: { a: null } } },
      'schema.fields.a: A field must be an object, such as {"type": "text"}, not null.',
    ],
    [{ schema: { fields: { a: { type: {} } } } }, /^schema\.fields\.a\.type: \{\} is not a type/],
    [{ schema: { fields: { a: { type: { b: 1 } } } } }, /^schema\.fields\.a\.type: an object is not a type/],
    [
      { schema: { fields: FIELDS }, name: "x".repeat(1025) },
      "name: The name has more than 1024 characters: give a shorter one.",
    ],
    [
      { schema: { fields: FIELDS }, ...Object.fromEntries(["a", "b", "c", "d", "e", "f", "g"].map((key) => [key, 1])) },
      ': "a" and "b" and "c" and "d" and "e" and 2 more cannot be set here: check the spelling, or remove it.',
    ],
    [[], ': A definition must be an object, such as {"schema": {"fields": {"question": {"type": "text"}}}}, not [].'],
    [{}, /^schema: The schema is missing: it must be an object, such as \{"fields"/],
    [{ schema: [1] }, /^schema: The schema must be an object, such as .*, not a list\.$/],
    ["null", /^: A definition must be an object/],
    ['{"schema": ', /^: The file is not JSON: /],
    ["", /^: The file is not JSON: /],
  ])("such as %j says what is wrong", (content, message) => {
    const [first, ...others] = mistakesOf(content);
    expect(others).toEqual([]);
    if (typeof message === "string") expect(first).toBe(message);
    else expect(first).toMatch(message);
  });

  it("may have one task_group_id, and a name of up to 1024 characters", () => {
    const fields = { ...FIELDS, group: { type: "task_group_id" } };
    expect(mistakesOf({ schema: { fields }, name: "x".repeat(1024) })).toEqual([]);
  });

  it.each([
    ['{\n"schema": {} "name"\n}', 2],
    ['{"schema": ]}', null],
    [`{${"\n".repeat(11)}"schema": {a: 1}}`, 12],
    ['{"schema":', null],
    ["", null],
  ])("that is not JSON says in which line, where that is known: %j", (content, line) => {
    const reading = read(content);
    expect(reading).toEqual({
      ok: false,
      mistakes: [{ path: "", message: expect.stringMatching(/^The file is not JSON: [^\n]+\.$/), line }],
    });
  });

  it.each([
    ["a schema", `{"schema": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["a type", `{"schema": {"fields": {"a": {"type": ${'{"b":'.repeat(40_000)}1${"}".repeat(40_000)}}}}}`],
  ])("is refused, however deep %s in it is nested", (_, content) => {
    expect(mistakesOf(content)).toHaveLength(1);
  });

  it("is refused in a few words for each mistake, whatever it holds", () => {
    const many = (value: unknown) => Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, value]));
    const long = { ["é".repeat(100_000)]: { type: "x".repeat(100_000), label: "" } };
    const given = [
      many(1),
      { schema: { fields: many({ type: "task_group_id" }) } },
      { schema: { fields: long } },
      { name: "x".repeat(200_000), schema: { fields: FIELDS } },
    ];
    for (const content of given) {
      const mistakes = mistakesOf(content);
      expect(mistakes).not.toEqual([]);
      for (const mistake of mistakes) expect(mistake.length).toBeLessThan(500);
    }
  });

  it("is refused if an object in it has a name twice, with the line of the second", () => {
    const reading = read(`{
      "files": "one-dataset", "schema": {"fields": {
        "a": {"type": "text", "label": "a \\"b\\": {"},
        "b"
        : {"type": "metadata", "type": "text"},
        "\\u0061": {"type": "image_url"}
      }},
      "name": "a"
    }`);
    expect(reading).toEqual({
      ok: false,
      mistakes: [
        { path: "", message: '"type" occurs more than once in the same object: keep only one.', line: 5 },
        { path: "", message: '"a" occurs more than once in the same object: keep only one.', line: 6 },
      ],
    });
  });

  it("may have a name twice in different objects, also where lists lie between them", () => {
    const json = JSON.stringify({ schema: { fields: FIELDS } });
    const repeated = (content: string) => mistakesOf(content).filter((mistake) => mistake.includes("more than once"));
    expect(repeated(json)).toEqual([]);
    expect(repeated('{"a": [{"b": 1}, {"b": 2}], "c": {"a": 1, "b": 2}}')).toEqual([]);
    for (const list of ["[]", "[1]", '[{"name": 2}]', "[[{}]]"]) {
      expect(repeated(`{"name": "x", "files": ${list}, "name": "y"}`)).toEqual([
        ': "name" occurs more than once in the same object: keep only one.',
      ]);
    }
  });

  it("is refused if participants would read a name with control characters", () => {
    const fieldsOf = (field: object) => ({ schema: { fields: { ...FIELDS, "a\nb": field } } });
    expect(mistakesOf(fieldsOf({ type: "text" }))).toEqual([
      "schema.fields.a↵b: Participants would read this name, which has control characters: give the field a label.",
    ]);
    expect(mistakesOf(fieldsOf({ type: "text", label: "a b" }))).toEqual([]);
    expect(mistakesOf(fieldsOf({ type: "metadata" }))).toEqual([]);
  });

  it.each(["", " ", "a\nb", "\u202etxet"])("is refused with a label that nobody could read: %j", (label) => {
    const [mistake] = mistakesOf({ schema: { fields: { ...FIELDS, a: { type: "text", label } } } });
    expect(mistake).toMatch(/is empty, or has control characters: a label is what participants read/);
  });

  it("is refused without sending a terminal what its names hold", () => {
    const odd = "\u001b[2J\u202ea";
    const given = [{ schema: { fields: { [odd]: { type: odd } } } }, `{"schema": ${odd}`];
    for (const content of given) expect(mistakesOf(content).join()).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
  });

  it("that is not UTF-8 is refused", () => {
    expect(readDefinition(Uint8Array.of(0x7b, 0xff, 0x7d))).toMatchObject({
      ok: false,
      mistakes: [{ message: expect.stringContaining("not UTF-8") }],
    });
  });

  it("is read back from what is kept of it", () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((value) => /^[\p{L}\p{N}][\p{L}\p{N} ]*$/u.test(value));
    const field = fc.record({ type: fc.constantFrom(...FIELD_TYPES), label: text }, { requiredKeys: ["type"] });
    const fields = fc.dictionary(text, field, { minKeys: 1 });
    const schema = fc.record({ strict: fc.boolean(), fields });
    const workspaceId = fc.constantFrom("w1", "w2");
    const files = fc.constantFrom("a-dataset-each", "one-dataset");
    fc.assert(
      fc.property(fc.record({ name: text, workspaceId, schema, files }, { requiredKeys: ["schema"] }), (given) => {
        const reading = read(given);
        if (!reading.ok) return reading.mistakes.every(({ path }) => path === "schema.fields");
        const json = definitionJson(reading.definition);
        expect(json).toMatchObject({ ...given, schema: {} });
        expect(Object.keys(json).sort()).toEqual([...new Set([...Object.keys(given), "files"])].sort());
        expect(read(json)).toEqual(reading);
        return true;
      }),
    );
  });

  it("of any JSON, and any bytes, is read without an exception", () => {
    fc.assert(fc.property(fc.json(), (content) => void read(content)));
    fc.assert(fc.property(fc.uint8Array(), (content) => void readDefinition(content)));
  });
});
