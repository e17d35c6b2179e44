import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proposeSchema } from "../../../../functions/validation/schema/propose-schema.ts";
import { readableLabel } from "../../../../functions/validation/schema/readable-label.ts";
import { cases } from "../../../cases.ts";
import { bytesOf, inChunks, validate } from "../streams.ts";

const propose = (text: string, chunk?: number) => proposeSchema(inChunks(new TextEncoder().encode(text), chunk));

const CSV = `id,review_text,photo,clip,film,META_source,META_TASK_GROUP_ID
1,Great product!,https://example.org/a.PNG?x=1,https://example.org/a.mp3,http://example.org/a.mov,web,g
2,"Arrived
damaged",https://example.org/b.jpeg,,https://example.org/b.mp4#t=1,web,g
`;

describe("a schema is proposed", () => {
  it("from a CSV's names and values", async () => {
    const { schema, reasons, strictReason, format, records } = await propose(CSV);
    expect([...schema.fields]).toEqual([
      ["id", { type: "text", label: "Id" }],
      ["review_text", { type: "text", label: "Review text" }],
      ["photo", { type: "image_url", label: "Photo" }],
      ["clip", { type: "audio_url", label: "Clip" }],
      ["film", { type: "video_url", label: "Film" }],
      ["META_source", { type: "metadata" }],
      ["META_TASK_GROUP_ID", { type: "task_group_id" }],
    ]);
    expect(schema.strict).toBe(false);
    expect(strictReason).toBe('Not every record has a value for "clip".');
    expect(reasons.get("photo")).toBe("All 2 values are URLs of images.");
    expect(reasons.get("clip")).toBe("Its only value is the URL of a sound.");
    expect([format, records]).toEqual(["csv", 2]);
  });

  it("from JSON Lines, in which a field may be missing", async () => {
    const lines = '{"productName":"a","rating":5,"x":null}\n\nnot JSON\n{"rating":4.50,"more":{"a":1}}';
    const { schema, format, records } = await propose(lines);
    expect([...schema.fields]).toEqual([
      ["productName", { type: "text", label: "Product name" }],
      ["rating", { type: "text", label: "Rating" }],
      ["x", { type: "text", label: "X" }],
      ["more", { type: "text", label: "More" }],
    ]);
    expect([schema.strict, format, records]).toEqual([false, "jsonl", 2]);
  });

  it("that is strict if every record has every field", async () => {
    expect((await propose("a,b\n1,2\n3,4\n")).schema.strict).toBe(true);
    expect((await propose("a,b\n1,2\n3, \n")).schema.strict).toBe(false);
    expect((await propose("a,b\n1\n")).schema.strict).toBe(false);
    expect((await propose('{"a":"1"}\n{"a":"2","b":"3"}')).schema.strict).toBe(false);
    expect((await propose("a,b\n")).schema.strict).toBe(false);
  });

  it.each([
    ["a,b\n1,2\n3,4\n", "All 2 records that were checked have a value for every field."],
    ["a,b\n1,2\n", "The only record has a value for every field."],
    ["a,b\n1,2\n3, \n", 'Not every record has a value for "b".'],
    ["a,b\n", "There is no record to look at."],
  ])("with the reason why it is strict or not: %j", async (text, reason) => {
    expect((await propose(text)).strictReason).toBe(reason);
  });

  it("with the reason for each field's type", async () => {
    const url = (path: string) => `https://example.org/${path}`;
    const rows = [
      ["a", "META_b", "META_TASK_GROUP_ID", "mixed", "linked", "wrong", "photo"],
      ["x", "y", "g", url("a.png"), `see ${url("a.png")}`, "https://.png", url("a.png")],
      ["x", "y", "g", "b", `see ${url("b.png")}`, "https://.png", ""],
    ];
    const { reasons } = await propose(`${rows.map((row) => row.join(",")).join("\n")}\n`);
    expect([...reasons]).toEqual([
      ["a", "It is shown as text."],
      ["META_b", "Its name begins with META_: it is hidden."],
      ["META_TASK_GROUP_ID", "Its name defines task groups."],
      ["mixed", "It is shown as text."],
      ["linked", "It is shown as text."],
      ["wrong", "It is shown as text."],
      ["photo", "Its only value is the URL of an image."],
    ]);
  });

  it("with what is meant to be hidden, or to group, however it is spelled", async () => {
    const { schema, reasons } = await propose("text,meta_source,task_group_id,META_TASK_GROUPID\nx,y,g,h\n");
    expect([...schema.fields].slice(1)).toEqual([
      ["meta_source", { type: "metadata" }],
      ["task_group_id", { type: "task_group_id" }],
      ["META_TASK_GROUPID", { type: "metadata" }],
    ]);
    expect(reasons.get("meta_source")).toBe("Its name is like META_source: it is hidden.");
    expect(reasons.get("task_group_id")).toBe("Its name is like META_TASK_GROUP_ID.");
    const other = await propose("text,task_group_id,META_TASK_GROUP_ID\nx,g,h\n");
    expect(other.schema.fields.get("task_group_id")).toEqual({ type: "metadata" });
  });

  it.each<[what: string, content: string | Uint8Array, message: string]>([
    ["a web page", "<html><body>Sign in, please</body></html>\n", "The file is not a CSV: it looks like "],
    ["a table of another delimiter", "a;b\n1;x\n2;y\n", "separated by semicolons"],
    [
      "another encoding",
      Buffer.from("q,gr\u00f6\u00dfe\nHi,a\n", "latin1"),
      "not UTF-8: the first bad byte, 0xF6, is at byte 4",
    ],
  ])("not for %s", async (_, content, message) => {
    const { misread } = await proposeSchema(inChunks(bytesOf(content)), { format: "csv" });
    expect(misread?.message).toContain(message);
  });

  it("not for an array of JSON", async () => {
    const { misread } = await proposeSchema(inChunks(bytesOf('[{"a":"x"}]')), { format: "jsonl" });
    expect(misread?.message).toBe("The file is not JSON Lines: it looks like a JSON array.");
  });

  it.each([
    ["1,Great product!\n2,Not worth it\n3,Does the job\n", "The first line looks like a datapoint"],
    ["id,text\n1,x\n2,y\n", undefined],
  ])("with a doubt about the header, if there is one: %j", async (text, message) => {
    const { doubt } = await propose(text);
    expect(doubt?.message.slice(0, message?.length)).toBe(message);
  });

  it("by which the file that it comes from has no error", async () => {
    const text = CSV.replace("http:", "https:");
    const { schema } = await propose(text);
    expect((await validate(text, { schema })).findingCounts).toEqual({ "task-group-size": 1 });
  });

  it("from a file's beginning, wherever it is cut", async () => {
    let read = 0;
    const row = Buffer.from(`1,"${'a "quoted" text, '.replaceAll('"', '""').repeat(1000)}"\n`);
    const endless = (async function* () {
      yield Buffer.from("id,text\n");
      for (;;) {
        read += row.length;
        yield row;
      }
    })();
    const { records, schema } = await proposeSchema(endless);
    expect(read).toBeLessThan(2 ** 20 + 2 * row.length);
    expect(records).toBeGreaterThan(50);
    expect(schema.strict).toBe(true);
    expect((await propose(`a\n${"x\n".repeat(5000)}`)).records).toBe(1000);
  });

  it("whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('"', ",", "\n", "{", "}", ":", "a", "é", "\ufeff")), async (parts) => {
        const whole = await propose(parts.join(""));
        expect(await propose(parts.join(""), 1)).toEqual(whole);
      }),
      { numRuns: cases(500) },
    );
  });
});

it.each([
  ["review_text", "Review text"],
  ["productName", "Product name"],
  ["imageURL", "Image URL"],
  ["URLOfImage", "URL of image"],
  ["REVIEW_TEXT", "Review text"],
  ["a.b-c", "A b c"],
  ["question2Text", "Question2 text"],
  ["übersicht", "Übersicht"],
  ["__", "__"],
  ["Review text", "Review text"],
])("%s reads as %s", (name, label) => {
  expect(readableLabel(name)).toBe(label);
});
