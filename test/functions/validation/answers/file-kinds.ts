import { schemaOf } from "../schemas.ts";
import type { Case } from "./render-answers.ts";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const utf8AsLatin1 = (text: string) => Buffer.from(text).toString("latin1");
const JSONL = { schema: schemaOf({ text: "text" }), fileName: "data.jsonl" };

/** How an archive of these files begins, without their content. */
const archive = (...names: string[]) =>
  names.map((name) => `PK\x03\x04${"\0".repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}\x03\x00`).join("");
/** Its first two parts, as Excel writes them. */
const WORKBOOK = archive("[Content_Types].xml", "xl/workbook.xml");

/** How files of other kinds begin. */
const STARTS: readonly (readonly [name: string, start: string])[] = [
  ["an archive", "PK\x03\x04"],
  ["a workbook", WORKBOOK],
  ["an archive whose text has the name of a workbook's part", "PK\x03\x04 xl/workbook.xml"],
  ["an archive with a folder xl", archive("xl/", "xl/reviews.csv", "xl/workbook.txt")],
  ["an archive with a workbook in it", archive("reviews.csv", "survey.xlsx")],
  [
    "a workbook whose sheets come first",
    archive("docProps/app.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet1.xml"),
  ],
  ["a workbook whose first parts every Office document has", archive("[Content_Types].xml", "_rels/.rels")],
  ["a binary workbook", archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.bin")],
  ["an OpenDocument spreadsheet", `${archive("mimetype").slice(0, -2)}application/vnd.oasis.opendocument.spreadsheet`],
  ["an OpenDocument text", `${archive("mimetype").slice(0, -2)}application/vnd.oasis.opendocument.text`],
  ["a document of Numbers", archive("preview.jpg", "Index/Document.iwa")],
  ["a document of Word", archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")],
  ["an empty archive", "PK\x05\x06"],
  ["an old workbook", "\xd0\xcf\x11\xe0"],
  ["gzip", "\x1f\x8b"],
  ["Zstandard", "\x28\xb5\x2f\xfd"],
  ["bzip2", "BZh"],
  ["xz", "\xfd7zXZ\0"],
  ["7-Zip", "7z\xbc\xaf\x27\x1c"],
  ["RAR", "Rar!\x1a\x07"],
  ["LZ4", "\x04\x22\x4d\x18"],
  ["tar", `${"name".padEnd(100, "\0")}${"0".repeat(157)}ustar`],
  ["PDF", "%PDF"],
  ["Rich Text", "{\\rtf"],
  ["Parquet", "PAR1"],
  ["ORC", "ORC"],
  ["Avro", "Obj\x01"],
  ["Arrow", "ARROW1"],
  ["SQLite", "SQLite format 3\0"],
  ["HDF5", "\x89HDF\r\n\x1a\n"],
  ["a property list", "bplist00"],
  ["SPSS", "$FL2"],
  ["Stata", "<stata_dta>"],
  ["R, version 2", "RDX2\n"],
  ["R, version 3", "RDX3\n"],
  ["a dump of PostgreSQL's own kind", "PGDMP"],
  ["PNG", "\x89PNG"],
  ["JPEG", "\xff\xd8\xff"],
  ["GIF", "GIF8"],
  ["PostScript", "%!PS"],
  ["RIFF", "RIFF"],
  ["Ogg", "OggS"],
  ["MP3", "ID3"],
  ["a program", "\x7fELF"],
  ["a pickle", "\x80\x04\x95"],
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"],
  ["HTML with a comment above it", "<!-- saved -->\n<html>"],
  ["HTML", " \n<!DOCTYPE html>"],
  ["a piece of HTML", "<h2>Log in</h2>"],
  ["XML", '<?xml version="1.0"?>'],
  ["a contact", "BEGIN:VCARD\r\nVERSION:3.0"],
  ["a calendar", "begin:vcalendar\r\n"],
  ["a web page archive", "MIME-Version: 1.0\r\n"],
  ["one that Internet Explorer saved", "From: <Saved by Blink>\r\n"],
  ["a dump of MySQL", "-- MySQL dump 10.13\n"],
  ["a dump of PostgreSQL", "-- PostgreSQL database dump\n"],
  ["SQL with rows", "INSERT INTO\tt VALUES (1);"],
  ["SQL with a table", "create table t (id int);"],
  ["a table in boxes", utf8AsLatin1("┌────┬───────┐\n│ id │ text  │\n")],
  ["a table in double boxes", utf8AsLatin1("╔════╦═══════╗\n")],
  ["a table of polars", utf8AsLatin1("shape: (2, 2)\n┌─────┬───────┐\n")],
  ["rows of psql", "-[ RECORD 1 ]\nid   | 1\n"],
  ["rows of MySQL", `${"*".repeat(27)} 1. row ${"*".repeat(27)}\nid: 1\n`],
  ["an error message of Python", 'Traceback (most recent call last):\n  File "export.py", line 1\n'],
  ["an error message of Node.js", "TypeError: x is not a function\n    at main (file:///export.js:1:1)\n"],
  [
    "an error message of Java",
    'Exception in thread "main" java.io.IOException: no\r\n\tat Export.main(Export.java:1)\r\n',
  ],
  ["an e-mail", "Received: from a.example\r\n\tby b.example\r\n"],
  ["an e-mail with two headers", "Delivered-To: ann@example.org\nSubject: Reviews\n"],
  ["a mailbox", "From ann@example.org Thu Jan  1 00:00:00 2024\n"],
  ["a conflict that Git left above the header", "<<<<<<< HEAD\nid,text\n=======\nid,review\n>>>>>>> main\n1,x\n"],
  ["a link", "[InternetShortcut]\r\nURL=https://example.org\r\n"],
  ["an encrypted file", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"],
  ["UTF-16 with a byte order mark", "\xff\xfei\0d\0"],
  ["UTF-16, big-endian, with a byte order mark", "\xfe\xff\0i\0d"],
  ["UTF-16", "i\0d\0,\0a\0\n\0"],
  ["UTF-16, big-endian", "\0i\0d\0,\0a\0\n"],
  ["UTF-32 with a byte order mark", "\xff\xfe\0\0i\0\0\0"],
  ["UTF-32, big-endian, with a byte order mark", "\0\0\xfe\xff\0\0\0i"],
  ["UTF-32", "i\0\0\0d\0\0\0"],
  ["UTF-32, big-endian", "\0\0\0i\0\0\0d"],
];

/** What is JSON, and what only looks like it. */
const JSON_STARTS: readonly (readonly [name: string, start: string])[] = [
  ["an object", '{"id": 1}'],
  ["an object over several lines, with brackets in its texts", '{\n "a": "}\\"]",\n "b": {"c": [1]}\n}\n'],
  ["an object that goes on", `{"id": "${"x".repeat(5000)}"}`],
  ["an array in an array that goes on", `[ [\n { "i\\"d" : "${"x".repeat(5000)}"}]]`],
  ["an array of objects", '[{"id": 1}, {"id": 2}]\n'],
  ["arrays a line, with a comma after each", '[["a", 1] ] , \n["b", 2]\n'],
  ["arrays a line", '["a", 1]\n["b", 2]\n'],
  ["an array of numbers", "[1, 2]\n"],
  ["a header in brackets", "[id],[text]\n1,x\n"],
  ["a header of numbers in brackets", "[1] Question,[2] Answer\nx,y\n"],
  ["a header with an array after which a name follows", '["a"] b,c\n1,2\n'],
  ["a header in braces", "{id},{text}\n1,x\n"],
  ["a bracket that never closes", `[id,text\n${"1,x\n".repeat(2000)}`],
  ["a brace that never closes", `{id,text\n${"1,x\n".repeat(2000)}`],
  ["a header with an object in it", 'a {"b": 1},c\n1,2\n'],
];

/** Text that has the beginning of another kind further in. */
const WITHIN: readonly (readonly [name: string, content: string])[] = [
  ["a version in the second column", "id,version https://git-lfs.github.com/spec/v1\n1,x\n"],
  ["HTML in the second column", "id,<p>text</p>\n1,x\n"],
  ["a contact in the second column", "id,BEGIN:VCARD\n1,x\n"],
  ["a mail's header in the second column", "id,MIME-Version: 1\n1,x\n"],
  ["SQL in the second column", "id,INSERT INTO t\n1,x\n"],
  ["a name that is an error's", "Error,at\n1,y\n"],
  ["an error in a name of two lines", '"Type of Error\n at checkout (3)",label\na,b\n'],
  ["an error in the second column", "id,Standard Error\n\t at 5% (two-sided),1\n"],
  ["an exception above places", "Exception\n at the shop\n at the mall\n"],
  ["a name that is an error's, above a word", "Error\nat home\n"],
  ["a name that begins as an e-mail's header", "Received: by mail,x\n1,y\n"],
  ["names of an e-mail's headers", "Received,Delivered-To\n1,y\n"],
  ["a name that begins as a mailbox", "From whom,x\n1,y\n"],
  ["a name that begins as a link", "[Internet],x\n1,y\n"],
  ["a name of hyphens", "-----,x\n1,y\n"],
  ["a name of the signs of a conflict", "<<<<<<<,x\n1,y\n"],
  ["a link in the second column", "id,[InternetShortcut]\n1,x\n"],
  ["a name that begins as SQL's", "INSERT INTOxicating,-- MySQL x\n1,x\n"],
  ["a name that begins as a table's", "CREATE TABLEspoon,x\n1,x\n"],
  ["a name that begins as a tag's", "<h7>,x\n1,y\n"],
  ["a tag that is longer", "<pretty>,x\n1,y\n"],
];

/** Files with a name whose ending is not accepted, or not what the file is. */
const NAMED: readonly Case[] = [
  ["a workbook by its name", latin1(WORKBOOK), { fileName: "survey.xlsx" }],
  ["a workbook by its name, with a schema", latin1(WORKBOOK), { ...JSONL, fileName: "survey.xlsx" }],
  ["a workbook that is named as a CSV", latin1(WORKBOOK), { fileName: "survey.csv" }],
  ["a CSV that is named as a workbook", "id,text\n1,x\n", { fileName: "survey.xlsx" }],
  ["a PDF by its name", "%PDF-1.7", { fileName: "survey.pdf" }],
  ["JSON by its name", '{"text": "x"}\n', { fileName: "survey.json" }],
  ["JSON Lines that lack their ending", '{"text": "x"}\n', { ...JSONL, fileName: "survey.json" }],
  ["a workbook that is named as JSON Lines, without a schema", latin1(WORKBOOK), { fileName: "survey.jsonl" }],
];

export const FILE_KINDS: readonly Case[] = [
  ...STARTS.map(([name, start]): Case => [name, latin1(start)]),
  ...STARTS.map(([name, start]): Case => [`${name}, in place of JSON Lines`, latin1(start), JSONL]),
  ...JSON_STARTS,
  ["an array in place of JSON Lines", '[{"text": "x"}]', JSONL],
  ...WITHIN,
  ...NAMED,
];
