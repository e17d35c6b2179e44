import { describe, expect, it } from "vitest";
import { FirstTaskCards } from "../../../functions/report/html/task-cards.tsx";
import { schemaOf } from "./schemas.ts";
import { codesOf, validate } from "./streams.ts";

const SCHEMA = schemaOf({
  question: { type: "text", label: "The question" },
  picture: "image_url",
  clip: "audio_url",
  film: "video_url",
  source: "metadata",
  group: "task_group_id",
});
const HEADER = "question,picture,clip,film,source,group";
const STRICT = { ...SCHEMA, strict: true };
const findingsOf = async (rows: string, schema = SCHEMA) => (await validate(`${HEADER}\n${rows}`, { schema })).findings;
const messagesOf = async (rows: string, schema = SCHEMA) =>
  (await findingsOf(rows, schema)).filter(({ code }) => code === "media-url").map(({ message }) => message);

const CELL = { picture: 1, clip: 2, film: 3 } as const;
const rowWith = (field: keyof typeof CELL, value: string) => {
  const cells = ["Which?", "https://x.org/a", "https://x.org/a.mp3", "https://x.org/a.mp4", "web", "g"];
  cells[CELL[field]] = `"${value.replaceAll('"', '""')}"`;
  return `${cells.join(",")}\n`;
};

describe("what is wrong with the URL of a medium is said with its value", () => {
  it.each<[keyof typeof CELL, string, string]>([
    ["picture", "a picture", "is not a URL"],
    ["picture", "x.org/a.png", "is not a URL"],
    ["picture", "https://", "is not a URL"],
    ["picture", "https:///a.png", "is not a URL"],
    ["picture", `https://x.org/${"a".repeat(4090)}`, "is not a URL"],
    ["picture", "http://x.org/a.png", "does not begin with https://"],
    ["picture", "data:image/png;base64,AA", "does not begin with https://"],
    ["picture", "ftp://x.org/a.png", "does not begin with https://"],
    ["picture", "//x.org/a.png", "does not begin with https://"],
    ["picture", "https://x.org/a.png,https://x.org/b.png", "has more than one URL"],
    ["picture", "https://x.org/a.png; http://x.org/b.png", "has more than one URL"],
    ["picture", "//server/a.png", "is a path on a computer"],
    ["picture", "C:\\a.png", "is a path on a computer"],
    ["picture", "/home/a.png", "is a path on a computer"],
    ["picture", "./a.png", "is a path on a computer"],
    ["picture", "file:///a.png", "is a path on a computer"],
    ["picture", "https://x.org/a b.png", "contains white space"],
    ["picture", " https://x.org/a.png", "contains white space"],
    ["picture", "https://x.org/a.png\n", "contains white space"],
    ["picture", "https://x.org/a.mp3", "does not end like the address of an image file"],
    ["picture", "https://x.org/a.tiff", "does not end like the address of an image file"],
    ["picture", "HTTPS://x.org", "is a page"],
    ["picture", "https://x.org/?", "is a page"],
    ["picture", "https://x.org#a", "is a page"],
    ["picture", "https://x.org/a.PDF?x=.png", "does not end like the address of an image file"],
    ["clip", "https://x.org/a", "does not end like the address of an audio file"],
    ["clip", "https://x.org/a?b.mp3", "does not end like the address of an audio file"],
    ["film", "https://x.org/a.avi", "does not end like the address of a video file"],
  ])("%s: %j %s", async (field, value, what) => {
    const [message = "", ...others] = await messagesOf(rowWith(field, value));
    expect(message).toContain(what);
    expect(message.slice(1)).toContain(value.trim().slice(0, 20).replaceAll("\n", "↵"));
    expect(others).toEqual([]);
  });

  it.each<[keyof typeof CELL, string]>([
    ["picture", "https://x.org/a.bmp"],
    ["picture", "HTTPS://x.org/a"],
    ["picture", "https://bücher.example/日本/é.png"],
    ["picture", "https://x.org/a,b.png"],
    ["picture", "https://x.org/fetch/https://y.org/a.png"],
    ["clip", "https://x.org/a.WAV#t=1"],
    ["film", "https://user@x.org:8443/a.b/c.webm?x=/y.pdf"],
    ["film", ""],
  ])("%s: %j is fine", async (field, value) => {
    expect(await messagesOf(rowWith(field, value))).toEqual([]);
  });

  it("and that it is empty only if the schema is strict", async () => {
    expect(await messagesOf(rowWith("film", " "))).toEqual([]);
    expect(await messagesOf(rowWith("film", " "), STRICT)).toEqual([
      "There is no video URL here, and the schema is strict: each record needs one.",
    ]);
  });

  it("but not of a row whose fields are in the wrong columns, or that is blank", async () => {
    const codes = (await findingsOf("x,,Which?,https://x.org/a.png,,,web,g\n\n", STRICT)).map(({ code }) => code);
    expect(codes).not.toContain("media-url");
  });
});

describe("a CSV with a schema", () => {
  it("is what its schema says, in the order of its fields", async () => {
    const { file } = await validate("extra,group,META_x,question\n1,g,y,Which?\n2,g,y,What?\n", { schema: SCHEMA });
    expect(file.columns).toEqual([
      { name: "question", visible: true, type: "text", label: "The question" },
      { name: "group", visible: false, type: "task_group_id" },
      { name: "extra", visible: false },
      { name: "META_x", visible: false },
    ]);
    expect(file.preview).toEqual([["Which?"], ["What?"]]);
    expect(file.previewHidden).toEqual([
      ["g", "1", "y"],
      ["g", "2", "y"],
    ]);
    expect(file.taskGroups?.count).toBe(1);
  });

  it.each<[string, string]>([
    ["Question", "question"],
    [" question", "question"],
    ["questoin", "question"],
  ])("a column %j is said to be meant as %j", async (name, meant) => {
    const validation = await validate(`${name},group\nWhich?,g\nWhat?,g\nWho?,h\n`, {
      schema: schemaOf({ question: "text", group: "task_group_id" }),
    });
    const unknown = validation.findings.find(({ code }) => code === "unknown-field");
    expect(unknown?.hint).toContain(`"${meant}"`);
  });

  it("that lacks a column is rejected only if the schema is strict", async () => {
    const lacking = { schema: schemaOf({ a: "text", b: "metadata" }) };
    const [mild, hard] = [
      await validate("a\nx\n", lacking),
      await validate("a\nx\n", { schema: { ...lacking.schema, strict: true } }),
    ];
    expect([codesOf(mild), mild.ok]).toEqual([["missing-field@1:b"], true]);
    expect([codesOf(hard), hard.ok]).toEqual([["missing-field@1:b"], false]);
  });

  it("may lack more columns than are listed, and still only be warned of", async () => {
    const names = Array.from({ length: 150 }, (_, index) => [`f${index}`, "metadata"] as const);
    const validation = await validate("a\nx\n", { schema: schemaOf({ a: "text", ...Object.fromEntries(names) }) });
    expect(validation.findingCounts["missing-field"]).toBe(150);
    expect(validation.ok).toBe(true);
  });

  it("is not judged by the prefix META_, and not for numbering its rows", async () => {
    const schema = schemaOf({ id: "text", meta_x: "text", META_TASK_GROUPID: "metadata", index: "text" });
    expect(codesOf(await validate("id,meta_x,META_TASK_GROUPID,index\n1,x,y,0\n2,x,y,1\n", { schema }))).toEqual([]);
  });

  it("in which participants would see nothing is rejected", async () => {
    const schema = schemaOf({ a: "text", b: "metadata" });
    expect(codesOf(await validate("b\nx\n", { schema }))).toContain("no-visible-column@1");
  });

  it("names its group column in what is said of it", async () => {
    const [finding] = await findingsOf(rowWith("film", "").replace(/g\n$/, "\n"));
    expect(finding?.message).toBe('"group" is empty in this row: it belongs to no task group.');
  });
});

describe("the format", () => {
  it("JSON Lines without a schema are refused, with what to do", async () => {
    const validation = await validate('{"a":"x"}\n', { fileName: "a.jsonl" });
    expect(codesOf(validation)).toEqual(["not-csv@"]);
    expect(validation.findings[0]?.message).toContain("need a schema");
    expect(validation.findings[0]?.hint).toContain("_dataset.json");
  });

  it("follows the name's ending, in any case, or what is said of it", async () => {
    const schema = schemaOf({ a: "text" });
    const line = '{"a":"x"}\n';
    expect((await validate(line, { schema, fileName: "a.JsonL" })).file.rows).toBe(1);
    expect((await validate(line, { schema, format: "jsonl" })).file.rows).toBe(1);
    expect((await validate("a\nx\n", { schema, fileName: "a.CSV" })).file.rows).toBe(1);
    expect(codesOf(await validate(line, { schema, fileName: "a.json" }))).toEqual(["not-csv@"]);
    expect(codesOf(await validate("[{}]", { schema, format: "jsonl" }))).toEqual(["not-csv@"]);
  });
});

it("cards show labels, the kind of each medium and its address, and load nothing", async () => {
  const { file } = await validate(`${HEADER}\n${rowWith("film", "https://x.org/<b>.mp4")}`, { schema: SCHEMA });
  const html = String(FirstTaskCards({ file }));
  expect(html).toContain('<dt class="label" dir="auto">The question</dt>');
  expect(html).toContain(
    '<dt dir="auto">clip<span class="quiet"> (audio)</span></dt><dd dir="auto"><span class="media-url">https://x.org/a.mp3</span></dd>',
  );
  expect(html).not.toMatch(/<(img|audio|video|a|b|source)\b|src=|href=/);
});
