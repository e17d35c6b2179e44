import { LARGEST_FILE } from "../../../../functions/validation/largest-file.ts";
import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const schema = schemaOf({ text: "text", META_a: "metadata" });
const JSONL = { schema, fileName: "data.jsonl" };

/** More than what is held back to judge a file by its start. */
const LONG = "1,abcdefgh\n".repeat(10_000);

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
  ["one empty column in the only row", "id,text\n1,\n"],
  ["one empty column in all rows", "id,text\n1,\n2,\n3, \n"],
  ["NUL in the header", "id,te\0xt\n1,x\n"],
  ["a byte of Latin-1", latin1("id,text\n1,caf\xe9 noir\n")],
  ["a byte of Latin-1 in JSON Lines", latin1('{"text":"caf\xe9 noir","META_a":"1"}\n'), JSONL],
  ["a byte of no encoding", latin1("id,text\n1,\xff\xfe\xfd\xfc\n")],
  ["an end within a character", latin1("id,text\n1,5 \xe2\x82")],
  ["a file that begins as a byte order mark does", latin1("\xef\xbbid,text\n1,x\n")],
  ["a file that begins with the last byte of one", latin1("id\xbf,text\n1,x\n")],
  ["a byte order mark alone", "\ufeff"],
  ["a byte order mark and a line end", "\ufeff\n"],
  ["one row, and all its findings off", 'id,id\n1,5" x\n', { severities: { quote: "off", "duplicate-column": "off" } }],
  [
    "one row, and its findings warnings",
    'id,id\n1,5" x\n',
    { severities: { quote: "warning", "duplicate-column": "warning" } },
  ],
  ["a warning that is an error", "id,text\n1,x\n\n", { severities: { "blank-row": "error" } }],
  ["an archive, and its finding a warning", "PK\x03\x04", { severities: { "not-csv": "warning" } }],
  [
    "a name without its ending, and its finding off",
    "id\n1\n",
    { fileName: "data.txt", severities: { "not-csv": "off" } },
  ],
  ["semicolons, and their finding off", "id;text;n\n1;a;2\n2;b;3\n", { severities: { delimiter: "off" } }],
];

/** Those that are read in several chunks. */
export const LONG_FILES: readonly Case[] = [
  ["a first line without an end", `${"x".repeat(1 << 20)}y`],
  ["a byte of Latin-1 in a long file", latin1(`id,text\n${LONG}2,caf\xe9 noir\n${LONG}`)],
  ["bytes of Latin-1 in a long file, early and late", latin1(`id,text\n1,th\xe9\n${LONG}2,caf\xe9 noir\n`)],
  ["a long file that ends within a character", latin1(`id,text\n${LONG}2,5 \xe2\x82`)],
  ["a long file with a quote that never closes", `id,text\n${LONG}2,"x\n${LONG}`],
  ["a long file with rows of other widths", `id,text\n${LONG}2,x,y\n${LONG}3\n`],
  ["a long file with a byte order mark, and NUL in a row", `\ufeffid,text\n${LONG}2,x\0y\n`],
  ["a long file of another kind at its end", `id,text\n${LONG}<html>\n`],
  ["more than a setting allows, in a long file", `id,text\n${LONG}`, { largest: 100_000 }],
  ["a long first line", `id,"${"x".repeat(100_000)}"\n1,y\n`],
  ["thousands of columns without a name and values", `id${",".repeat(8000)}z\n${`1${",".repeat(8000)}2\n`.repeat(3)}`],
  ["thousands of encoded spaces", `id,text\n1,"${"%20".repeat(20_000)} x"\n`],
  ["a hidden column's name of many tabs", `id,"META_${"\t".repeat(100_000)}x"\n1,y\n`],
  ["a column's name with the prefix many times", `id,"x${"_META_a".repeat(10_000)} b"\n1,y\n`],
  [
    "a long answer of a language model that does not end",
    `id,text\n1,"A(content='${"role='assistant'".repeat(5_000)}"\n`,
  ],
  ["thousands of semicolons before a letter", `id,text\n1,"x${";".repeat(50_000)}y"\n2,z\n`],
  ["thousands of signs between fields", `a${"::b||c|||d".repeat(5_000)}\n${"::".repeat(5_000)}\n1\n`],
  ["a long line of signs in a comment", `# ${"-".repeat(50_000)}x\nid,text\n1,y\n`],
  ["a long first line in quotes that never close", `id,"${"x".repeat(100_000)}\n1,y\n`],
];
