import type { DatasetSchema, FieldType } from "../functions/validation/schema/dataset-schema.ts";
import { seeded } from "./shapes.ts";

/** A kind of typed file, generated record by record. The same seed gives the same file. */
export interface JsonShape {
  readonly name: string;
  readonly schema: DatasetSchema;
  record(index: number, random: () => number): Readonly<Record<string, string>>;
}

const WORDS =
  'great product works as expected arrived damaged very disappointed would buy again the battery lasts long but screen is dim "quoted" honestly, not worth it'.split(
    " ",
  );
const MULTI_BYTE = "très déçu 素晴らしい製品 отличный товар 🎉 äöü ñandú 非常好 ελληνικά".split(" ");

function sentence(words: readonly string[], count: number, random: () => number): string {
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(" ");
}

function schemaOf(types: Readonly<Record<string, FieldType>>): DatasetSchema {
  return { strict: false, fields: new Map(Object.entries(types).map(([name, type]) => [name, { type }])) };
}

export const JSON_SHAPES: readonly JsonShape[] = [
  {
    name: "reviews",
    schema: schemaOf({ id: "metadata", review_text: "text", product_name: "text", group: "task_group_id" }),
    record: (index, random) => ({
      id: String(index),
      review_text: sentence(WORDS, 15 + random() * 60, random),
      product_name: `Widget ${index % 97}`,
      group: `group_${Math.floor(index / 10)}`,
    }),
  },
  {
    name: "media",
    schema: schemaOf({ question: "text", picture: "image_url", clip: "audio_url", film: "video_url", id: "metadata" }),
    record: (index) => ({
      question: `Which of these belongs to number ${index}?`,
      picture: `https://cdn.example.org/pictures/${index % 1000}/photo-${index}.jpg`,
      clip: `https://cdn.example.org/sounds/${index % 1000}/clip-${index}.mp3?v=2`,
      film: index % 3 === 0 ? "" : `https://cdn.example.org/films/${index}.mp4`,
      id: String(index),
    }),
  },
  {
    name: "short records",
    schema: schemaOf({ id: "text", x: "text" }),
    record: (index) => ({ id: String(index), x: String(index % 7) }),
  },
  {
    name: "multi-byte text",
    schema: schemaOf({ id: "metadata", text: "text", note: "text" }),
    record: (index, random) => ({
      id: String(index),
      text: `${sentence(MULTI_BYTE, 20, random)}\n${index}`,
      note: sentence(MULTI_BYTE, 3, random),
    }),
  },
];

/** A shape's file in chunks of about a megabyte, up to a size of its JSON Lines in bytes. */
export function* linesOf(shape: JsonShape, bytes: number): Generator<Buffer> {
  for (const records of recordsOf(shape, bytes)) yield Buffer.from(records.map((line) => `${line}\n`).join(""));
}

/** The same records as a CSV. */
export function* rowsOf(shape: JsonShape, bytes: number): Generator<Buffer> {
  const names = [...shape.schema.fields.keys()];
  yield Buffer.from(`${names.join(",")}\n`);
  for (const records of recordsOf(shape, bytes)) {
    const rows = records.map((line) => {
      const record = JSON.parse(line) as Record<string, string>;
      return `${names.map((name) => `"${(record[name] ?? "").replaceAll('"', '""')}"`).join(",")}\n`;
    });
    yield Buffer.from(rows.join(""));
  }
}

function* recordsOf(shape: JsonShape, bytes: number): Generator<string[]> {
  const random = seeded(42);
  let made = 0;
  for (let index = 1; made < bytes; ) {
    const lines: string[] = [];
    for (let size = 0; size < 1_000_000 && made < bytes; ) {
      const line = JSON.stringify(shape.record(index++, random));
      size += line.length;
      made += line.length + 1;
      lines.push(line);
    }
    yield lines;
  }
}
