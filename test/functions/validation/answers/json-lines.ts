import { LONGEST_LINE } from "../../../../functions/validation/jsonl/json-problems.ts";
import { misreadAs } from "../misread-as.ts";
import { schemaOf } from "../schemas.ts";
import { repeat } from "../streams.ts";
import type { Case } from "./render-answers.ts";

const SCHEMA = schemaOf({ text: "text", note: "metadata" });
const STRICT = { ...SCHEMA, strict: true };
const GOOD = '{"text":"x","note":""}\n';

const lines = (name: string, content: string, schema = SCHEMA): Case => [name, content, { schema, format: "jsonl" }];
/** A line below a good one. */
const bad = (name: string, line: string): Case => lines(name, `${GOOD}${line}\n`);

export const JSON_LINES: readonly Case[] = [
  lines("JSON as people read it", '{\n  "text": "x"\n}\n{\n  "text": "y"\n}\n'),
  lines("an array over several lines", '[\n  {"text": "x"},\n  {"text": "y"}\n]\n'),
  lines("JSON in strings", '"{\\"text\\": \\"x\\"}"\n"{\\"text\\": \\"y\\"}"\n'),
  lines("a CSV", "text,note\nGood,a\nBad,b\n"),
  lines("two lines with a mistake each", '{"text":"x"\n{"text":y}\n'),
  bad("text", "hello"),
  bad("an array", "[1]"),
  bad("a byte order mark", `\ufeff${GOOD.trim()}`),
  bad("white space before it", ` \t${GOOD.trim()}`),
  bad("a key without quotes", '{text:"x"}'),
  bad("a key in single quotes", "{'text':'x'}"),
  bad("no colon", '{"text" "x"}'),
  bad("no value", '{"text":}'),
  bad("a word", '{"text":yes}'),
  bad("a word that begins as another", '{"text":nul}'),
  bad("NaN", '{"text":NaN}'),
  bad("no comma", '{"text":"x" "note":""}'),
  bad("a comma too many", '{"text":"x",}'),
  bad("a line break in a text", '{"text":"x\u000by"}'),
  bad("a tab in a text", '{"text":"x\ty"}'),
  bad("an escape that is none", '{"text":"C:\\data"}'),
  bad("an escape that is cut", '{"text":"\\u00g0"}'),
  bad("an object over two lines", '{"text":"x",\n"note":""}'),
  bad("an end within a text", '{"text":"x'),
  bad("an end within a key", '{"te'),
  bad("an end after a key", '{"text"'),
  bad("an end after a colon", '{"text":'),
  bad("an end within nested values", '{"text":{"a":[1,'),
  bad("two objects on a line", '{"text":"x","note":""}{"text":"y","note":""}'),
  bad("a comma after it", '{"text":"y","note":""},'),
  bad("a carriage return within", '{"text":"y","note":""}\r{"text":"z","note":""}'),
  bad("a problem after characters of several bytes", '{"text":"日本語 😀" "note":""}'),
  bad("a line that is too long", `{"text":"${"x".repeat(LONGEST_LINE)}"}`),
  bad("numbers that are none", '{"text":01}'),
  bad("a number without digits after its point", '{"text":1.}'),
  bad("a number without digits in its exponent", '{"text":1e+}'),
  bad("a sign alone", '{"text":-}'),
  bad("a nested object without a comma", '{"text":{"a":1 "b":2}}'),
  bad("a nested object without a colon", '{"text":{"a" 1}}'),
  bad("a nested object without a key", '{"text":{1:2}}'),
  bad("a nested array that ends as an object", '{"text":[1}}'),
  bad("a key twice", '{"text":"x","note":"","text":"y"}'),
  bad("a long key twice", `{"text":"x","note":"","${"k".repeat(300)}":1,"${"k".repeat(300)}":2}`),
  bad("a key twice with other letters", '{"text":"x","note":"","日":1,"日":2}'),
  bad("an object as a value", '{"text":{"a":[1,{"b":null}],"c":{}},"note":""}'),
  bad("an array as a value", '{"text":[ ],"note":""}'),
  bad("a long array as a value", `{"text":[${"1,".repeat(300)}1],"note":""}`),
  bad("a number", '{"text":1.50e-3,"note":""}'),
  bad("a negative number", '{"text":-0,"note":""}'),
  bad("a boolean", '{"text":true,"note":""}'),
  bad("a number that is not shown", '{"text":"y","note":17}'),
  bad("a long number", `{"text":${"1".repeat(90)},"note":""}`),
  lines("numbers in several records", '{"text":1,"note":""}\n{"text":false,"note":""}\n{"text":"x","note":""}\n'),
  bad("a key that is no field", '{"text":"y","note":"","Text2":1}'),
  bad("a key that is a field in another case", '{"text":"y","note":"","Note":1}'),
  bad("a key that is a field but for a typo", '{"texxt":"y","note":""}'),
  lines(
    "keys that are no fields in several records",
    '{"text":"x","note":"","other":1}\n{"text":"y","note":"","other":1}\n',
  ),
  bad("more keys than are distinguished", `{"text":"y","note":""${repeat(2000, (i) => `,"k${i}":1`)}}`),
  lines("a field that no record has", '{"text":"x"}\n{"text":"y","note":null}\n'),
  lines("a field that the only record does not have", '{"text":"x"}\n'),
  lines("a field that a record of a strict schema does not have", '{"text":"x","note":""}\n{"text":"y"}\n', STRICT),
  lines("a record that participants see nothing of", '{"text":"x","note":""}\n{"text":" ","note":"y"}\n'),
  lines("no record that participants see anything of", '{"note":"x"}\n{"note":"y"}\n'),
  lines("the same record twice", '{"text":"x","note":"1"}\n{"note":"2","text":"x"}\n'),
  bad("NUL", '{"text":"a\\u0000b","note":""}'),
  bad("a control character", '{"text":"a\\u0007b","note":""}'),
  bad("the end of a file of old programs", '{"text":"a\\u001ab","note":""}'),
  bad("half of a pair", '{"text":"\\ud83d","note":""}'),
  lines(
    "halves of pairs, and whole ones",
    [
      String.raw`{"text":"Good \ud83d\ude00\ud83d\udc4d \\ude00","note":"\ud83d"}`,
      String.raw`{"text":"\ude00 Good \ud83d","note":""}`,
      String.raw`{"text":"Good \ud83d\u0041","note":""}`,
      String.raw`{"text":"Good \ud83d\ud83d\ude00","note":""}`,
      '{"text":"Good \ufffd","note":""}\n',
    ].join("\n"),
  ),
  lines(
    "more halves than are listed",
    repeat(150, (i) => `{"text":"${i} \\ud83d","note":"\\ude00"}\n`),
  ),
  ...(
    [
      ["windows-1252", ["đường phố", "Hà Nội"]],
      ["windows-1257", ["ačiū", "ėjo", "žmogus"]],
      ["windows-1253", ["Πολύ καλό", "Καλημέρα"]],
      ["windows-1255", ["תודה", "מוצר טוב"]],
      ["windows-1256", ["منتج جيد جدا", "نعم، شكرا"]],
      ["iso-8859-2", ["Dánsko", "řeka", "žena"]],
      ["euc-kr", ["très bien", "niño", "café"]],
      ["big5", ["très bien", "niño", "café"]],
      ["ibm850", ["I love it 😍", "👍🏽 product"]],
    ] as const
  ).map(([encoding, texts]) =>
    lines(
      `UTF-8 that was read as ${encoding}`,
      texts.map((text) => `${JSON.stringify({ text: misreadAs(text, encoding), note: "" })}\n`).join(""),
    ),
  ),
  lines(
    "Greek that was read as Windows-1252",
    ["Πολύ καλό", "Καλημέρα", "Ευχαριστώ"]
      .map((text) => text.replace(/[\u0384-\u03ce]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x2d0)))
      .map((text) => `${JSON.stringify({ text, note: "" })}\n`)
      .join(""),
  ),
  bad("a byte order mark in a value", '{"text":"\ufeffx","note":""}'),
  lines(
    "URLs of pages, and of one's own network",
    '{"photo":"https://photos.app.goo.gl/AbC"}\n{"photo":"https:\\/\\/nas.local\\/a.png"}\n{"photo":"https://i.imgur.com/a"}\n',
    schemaOf({ photo: "image_url" }),
  ),
  lines("a URL", '{"photo":"photo.png"}\n{"photo":"http://example.com/a.png"}\n', schemaOf({ photo: "image_url" })),
  lines(
    "no URL, with a strict schema",
    '{"photo":""}\n{"photo":"https://example.com/a.png"}\n',
    schemaOf({ photo: "image_url" }, true),
  ),
  lines(
    "groups",
    '{"text":"x","batch":"a"}\n{"text":"y","batch":""}\n{"text":"z","batch":"a"}\n{"text":"w","batch":"A"}\n',
    schemaOf({ text: "text", batch: "task_group_id" }),
  ),
  lines("a shown field with the prefix", '{"META_a":"x"}\n', schemaOf({ META_a: "text" })),
  lines("150 lines that are none", "x\n".repeat(150)),
  lines("150 records that participants see nothing of", `${GOOD}${'{"text":"","note":"x"}\n'.repeat(150)}`),
  lines("150 records that are the same", '{"text":"x","note":""}\n'.repeat(151)),
  lines("150 numbers and 150 keys that are no fields", '{"text":1,"note":"","other":2}\n'.repeat(150)),
  lines("a comma behind each record but the last", '{"text":"x","note":"a"},\n{"text":"y","note":"b"}\n'),
  lines("a log with a record in each line", '2024-03-01 09:41 INFO {"text":"x"}\n2024-03-01 09:41 INFO {"text":"y"}\n'),
  lines("a CSV with JSON in its cells", '1,{"text":"x"}\n2,{"text":"y"}\n'),
  lines(
    "a key that a record has in the field's case too",
    '{"text":"x","Text":"y","note":"a"}\n{"text":"z","note":"b"}\n',
  ),
];
