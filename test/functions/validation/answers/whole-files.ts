import { LARGEST_FILE } from "../../../../functions/validation/largest-file.ts";
import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const schema = schemaOf({ text: "text", META_a: "metadata" });
const JSONL = { schema, fileName: "data.jsonl" };

export const WHOLE_FILES: readonly Case[] = [
  ["no byte", ""],
  ["white space", " \r\n\t\n"],
  ["no byte of JSON Lines", "", JSONL],
  ["white space in place of JSON Lines", "\n\n", JSONL],
  ["a picture by its name", "id\n1\n", { fileName: "photo.png" }],
  ["a picture by its name, with a schema", "id\n1\n", { fileName: "photo.png", schema }],
  ["a CSV's name that goes on", "id\n1\n", { fileName: "data.csv.bak" }],
  ["JSON Lines without a schema", '{"text":"x"}\n', { fileName: "data.jsonl" }],
  ["a definition's name in capitals", "{}", { fileName: "reviews/_DATASET.json" }],
  ["a definition's name that an editor wrote", "{}", { fileName: "dataset.json.txt" }],
  ["a name that begins as a definition's", "{}", { fileName: "dataset.json.gz" }],
  ["a name that ends as a definition's", "{}", { fileName: "my_dataset.json", schema }],
  ["more than 5 GiB", "", { size: LARGEST_FILE + 1 }],
  ["more than 5 GiB of JSON Lines", "", { ...JSONL, size: LARGEST_FILE + 1 }],
  ["more than a setting allows", "id\n1\n", { size: 5, largest: 4 }],
  ["more than a setting allows, while it is read", "id\n1\n", { largest: 4 }],
  ["as much as a setting allows", "id\n1\n", { size: 5, largest: 5 }],
  ["a header alone", "id,text\n"],
  ["a header and rows of metadata", "text,META_a\n,1\n,2\n"],
  ["a header and rows of metadata, with a schema", "text,META_a\n,1\n,2\n", { schema }],
  ["a first line without an end", `${"x".repeat(1 << 20)}y`],
  ["one empty column in the only row", "id,text\n1,\n"],
  ["one empty column in all rows", "id,text\n1,\n2,\n3, \n"],
  ["NUL in the header", "id,te\0xt\n1,x\n"],
  ["a byte of Latin-1", latin1("id,text\n1,caf\xe9 noir\n")],
  ["a byte of Latin-1 in JSON Lines", latin1('{"text":"caf\xe9 noir","META_a":"1"}\n'), JSONL],
  ["a byte of no encoding", latin1("id,text\n1,\xff\xfe\xfd\xfc\n")],
  ["an end within a character", latin1("id,text\n1,5 \xe2\x82")],
];
