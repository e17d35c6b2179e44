import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { startDropset } from "./dropset.ts";

const CSV = `review_text,picture,META_source,META_TASK_GROUP_ID
Good,https://example.org/a.PNG,web,g1
Bad,https://example.org/b.jpg?size=1,web,g2
`;
const FIELDS = {
  review_text: { type: "text", label: "Review text" },
  picture: { type: "image_url", label: "Picture" },
  META_source: { type: "metadata" },
  META_TASK_GROUP_ID: { type: "task_group_id" },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-schema-"));
  await writeFile(join(folder, "reviews.csv"), CSV);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dropset = (...args: string[]) => startDropset(args, {}, folder).ended;

describe("dropset schema", () => {
  it("prints a definition for a file, and says why each field is what it is", async () => {
    const { code, out, err } = await dropset("schema", "reviews.csv");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ schema: { strict: true, fields: FIELDS }, files: "a-dataset-each" });
    expect(err).toMatch(/^Proposed from 2 records:\n {2}review_text: text\. /);
    expect(err).toContain("  META_source: metadata. Its name begins with META_");
  });

  it("writes it to a file, which the other commands read, and never over another", async () => {
    const args = ["schema", "reviews.csv", "-o", "_dataset.json", "--one-dataset", "--workspace", "w1"];
    const { code, out, err } = await dropset(...args);
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/Written to _dataset\.json\.\n$/);
    const written = JSON.parse(await readFile(join(folder, "_dataset.json"), "utf8"));
    expect(written).toMatchObject({ workspaceId: "w1", files: "one-dataset" });
    expect(await dropset(...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is not overwritten. Remove it, or name another file with -o."),
    });

    const valid = await dropset("validate", "--json", "--schema", "_dataset.json", "reviews.csv", "_dataset.json");
    expect(valid.code).toBe(0);
    const [file] = valid.out.split("\n").map((line) => JSON.parse(line || "null"));
    expect(file).toMatchObject({ file: { columns: [{ label: "Review text", type: "text" }, {}, {}, {}] } });
  });

  it.each([
    [".", '-o needs a file, and "." is a folder. For a file in it, name "_dataset.json".'],
    ["new/", '-o needs a file, and "new/" is a folder. For a file in it, name "new/_dataset.json".'],
    ["", "-o is empty. It needs a file, or - for standard output."],
  ])("is not written to %j, and says what -o needs", async (output, message) => {
    const { code, err } = await dropset("schema", "reviews.csv", "-o", output);
    expect({ code, err }).toEqual({ code: 2, err: `${message}\nFor usage, run: dropset schema --help\n` });
  });

  it("leaves the name of a dataset that grows to its folder, says so, and takes another with --name", async () => {
    const unnamed = await dropset("schema", "reviews.csv", "--one-dataset");
    expect(JSON.parse(unnamed.out)).not.toHaveProperty("name");
    expect(unnamed.err).toContain("The dataset gets the folder's name. It cannot be changed once the dataset exists");
    const named = await dropset("schema", "reviews.csv", "--one-dataset", "--name", "Reviews");
    expect(JSON.parse(named.out)).toMatchObject({ name: "Reviews" });
    expect(named.err).not.toContain("folder's name");
  });

  it("says what a file lacks that has nothing to propose a schema from, and exits 2", async () => {
    await writeFile(join(folder, "array.jsonl"), '[{"a": "x"}, {"a": "y"}]\n');
    await writeFile(join(folder, "empty.csv"), "");
    const lines = await dropset("schema", "array.jsonl");
    expect(lines).toMatchObject({ code: 2, err: expect.stringContaining("it looks like a JSON array") });
    await writeFile(join(folder, "numbers.jsonl"), "1\n2\n");
    const numbers = await dropset("schema", "numbers.jsonl");
    expect(numbers).toMatchObject({ code: 2, err: expect.stringContaining("no lines that are JSON objects") });
    const empty = await dropset("schema", "empty.csv");
    expect(empty).toMatchObject({ code: 2, err: expect.stringContaining("no columns") });
    expect(lines.err + numbers.err + empty.err).not.toContain("For usage");
  });

  it("says why its fields may not be those of the file", async () => {
    await writeFile(join(folder, "headerless.csv"), "1,Great product!\n2,Not worth it\n3,Does the job\n");
    const { code, err } = await dropset("schema", "headerless.csv");
    expect(code).toBe(0);
    expect(err).toContain("Check the fields: The first line looks like a datapoint");
  });

  it("proposes nothing for a file whose columns are not what it would be, and exits 2", async () => {
    await writeFile(join(folder, "semicolons.csv"), "a;b\n1;x\n2;y\n");
    const { code, out, err } = await dropset("schema", "semicolons.csv");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/semicolons\.csv: The fields are separated by semicolons, not by commas/);
    expect(err).toContain(
      'Or propose from a fixed file, "semicolons.fixed.csv", which this writes: dropset fix semicolons.csv\n',
    );
    expect(err).not.toContain("For usage");
  });

  it("names dropset fix for a workbook and for another encoding, but not for what it cannot fix", async () => {
    await writeFile(join(folder, "book.xlsx"), await writeExcelFile([[{ value: "id" }], [{ value: "a" }]]).toBuffer());
    await writeFile(join(folder, "western.csv"), Buffer.from("id,text\n1,Größe schön München\n", "latin1"));
    await writeFile(join(folder, "picture.csv"), Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
    for (const name of ["book.xlsx", "western.csv"]) {
      const { code, err } = await dropset("schema", name);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining(`which this writes: dropset fix ${name}\n`),
      });
    }
    const picture = await dropset("schema", "picture.csv");
    expect(picture).toMatchObject({ code: 2, err: expect.not.stringContaining("dropset fix") });
  });

  it("proposes nothing that would be rejected, and exits 2", async () => {
    await writeFile(join(folder, "hidden.csv"), "META_a,META_b\n1,2\n");
    expect(await dropset("schema", "hidden.csv")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("  schema.fields: Participants would see nothing"),
    });
    const { code, err } = await dropset("schema", "reviews.csv", "--workspace", "a b", "--name", " ");
    expect(code).toBe(2);
    expect(err).toMatch(/ {2}name: .*\n {2}workspaceId: /);
  });

  it.each([
    ["no file", [], "Name one file"],
    ["two files", ["a.csv", "b.csv"], "Name one file"],
    ["a file that is not there", ["gone.csv"], 'There is no file "gone.csv"'],
    ["an unknown option", ["--what", "reviews.csv"], "--what"],
  ])("exits 2 for %s", async (_, args, message) => {
    expect(await dropset("schema", ...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });
  });
});

describe("dropset validate --schema", () => {
  it("checks JSON Lines from standard input, and a definition with all of its mistakes", async () => {
    const definition = join(folder, "defined.json");
    await writeFile(definition, JSON.stringify({ schema: { fields: { a: { type: "text" } } } }));
    await writeFile(join(folder, "lines.jsonl"), '{"a": "x"}\n{"a": ["y"]}\n');
    const lines = await dropset("validate", "--schema", definition, "lines.jsonl");
    expect(lines).toMatchObject({ code: 1, out: expect.stringMatching(/json-nesting {2}line 2\n/) });

    await writeFile(definition, JSON.stringify({ schema: { fields: { a: { type: "txt" }, b: {} } }, fils: 1 }));
    const { code, err } = await dropset("validate", "--schema", definition, "lines.jsonl");
    expect(code).toBe(2);
    expect(err).toContain('  schema.fields.a.type: "txt" is not a type');
    expect(err).toContain("  schema.fields.b.type: The type is missing");
    expect(err).toContain('  "fils" cannot be set here');
    expect(await dropset("validate", "--schema", "none.json", "lines.jsonl")).toMatchObject({ code: 2 });
    expect(await dropset("validate", "--format", "xml", "lines.jsonl")).toMatchObject({ code: 2 });
  });
});
