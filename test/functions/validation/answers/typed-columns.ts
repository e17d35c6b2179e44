import { schemaOf } from "../schemas.ts";
import { repeat } from "../streams.ts";
import type { Case } from "./render-answers.ts";

const TEXTS = schemaOf({ text: "text", "Star Rating": "text", note: "metadata" });
const STRICT = { ...TEXTS, strict: true };
const MEDIA = schemaOf({ id: "text", photo: "image_url", sound: "audio_url", film: "video_url" });
const GOOD = ["1", "https://example.com/a.png", "https://example.com/a.mp3?x=1", "https://example.com/a.MP4#t=1"];

const typed = (name: string, content: string, schema = TEXTS): Case => [name, content, { schema }];

/** The URL in each of the columns, with good ones in the others. */
const url = (name: string, value: string): Case => {
  const rowWith = (place: number) => GOOD.map((good, index) => (index === place ? value : good));
  const rows = [1, 2, 3].map((place) => `${[place, ...rowWith(place).slice(1)].join(",")}\n`);
  return typed(name, `id,photo,sound,film\n${rows.join("")}`, MEDIA);
};

export const TYPED_COLUMNS: readonly Case[] = [
  typed("all columns", "text,Star Rating,note\nx,5,\n"),
  typed("no column for a field", "text,Star Rating\nx,5\n"),
  typed("no column for a field of a strict schema", "text,Star Rating\nx,5\n", STRICT),
  typed("a column without a field", "text,Star Rating,note,other\nx,5,,y\n"),
  ...[schemaOf({ text: "text", batch: "task_group_id" }), schemaOf({ text: "text", batch: "task_group_id" }, true)].map(
    (schema) =>
      typed(
        `the group column that counts without a schema${schema.strict ? ", with a strict one" : ""}`,
        "text,META_TASK_GROUP_ID\nx,a\ny,a\n",
        schema,
      ),
  ),
  typed(
    "the group column that counts without a schema, next to the schema's",
    "text,batch,META_TASK_GROUP_ID\nx,a,b\ny,a,b\n",
    schemaOf({ text: "text", batch: "task_group_id" }),
  ),
  typed(
    "the group column that counts without a schema, and none in the schema",
    "text,Star Rating,note,Task Group ID\nx,5,,a\n",
  ),
  typed("a column that is a field in another case", "text,star_rating,note\nx,5,\n"),
  typed("a column that is a field but for a typo", "text,Star Ratng,note\nx,5,\n"),
  typed("a column that is a field but for two typos", "text,Str Ratng,note\nx,5,\n"),
  typed("a column that is a field but for three typos", "text,Str Rtng,note\nx,5,\n"),
  typed("a short column that is like a short field", "tex,Star Rating,note\nx,5,\n"),
  typed("a column like a field that has its own", "text,Star Rating,star-rating,note\nx,5,5,\n"),
  typed("a column with white space around it", " text ,Star Rating,note\nx,5,\n"),
  typed("a column with white space around what is no field", "text,Star Rating,note, x \nx,5,,y\n"),
  typed("no column that participants see", "note,other\nx,y\n"),
  typed("metadata in small letters", "text,Star Rating,note,meta_x\nx,5,,y\n"),
  typed("a column without a name", "text,Star Rating,note,\nx,5,,y\n"),
  typed("a byte order mark in a name", "text,Star Rating,\ufeffnote\nx,5,\n"),
  typed("semicolons", "text;Star Rating;note\nx;5;\ny;4;\n"),
  typed("shown fields with the prefix", "META_a,META_b\nx,y\n", schemaOf({ META_a: "text", META_b: "metadata" })),
  typed(
    "groups in a field of another name",
    "text,batch\nx,a\ny,\nz,a\n",
    schemaOf({ text: "text", batch: "task_group_id" }),
  ),
  typed(
    "a byte order mark in a group",
    "text,batch\nx,a\ny,\ufeffa\nz,a\n",
    schemaOf({ text: "text", batch: "task_group_id" }),
  ),
  typed("damage in what participants do not see", "text,Star Rating,note\nx,5,cafÃ©\n"),
  url("good URLs", "https://example.com/a"),
  url("URLs of files with an ending in capitals", "https://example.com/a.MOV"),
  url("no URL", ""),
  [
    "no URL, with a strict schema",
    "id,photo,sound,film\n1,,https://example.com/a.wav,https://example.com/a.webm\n",
    { schema: { ...MEDIA, strict: true } },
  ],
  url("a file's name", "photo.png"),
  url("an address without its scheme", "example.com:80/a.png"),
  url("no host", "https:///a.png"),
  url("a host that is none", "https://exa<mple/a.png"),
  url("http", "http://example.com/a.png"),
  url("http after a space", " HTTP://example.com/a.png"),
  url("a bucket", "s3://bucket/a.png"),
  url("data", "data:image/png;base64\\,AAAA"),
  url("a place on Windows", "C:\\photos\\a.png"),
  url("a place on a Mac", "/Users/me/a.png"),
  url("a place beside the file", "./a.png"),
  url("a place in the person's folder", "~/a.png"),
  url("a file's address", "file:///a.png"),
  url("white space within", "https://example.com/my photo.png"),
  url("white space behind", "https://example.com/a.png "),
  url("a page", "https://example.com/a.html"),
  url("a PDF", "https://example.com/a.pdf?x=.png"),
  url("an ending within a folder's name", "https://example.com/a.mp3/b"),
  url("an address of this computer", "https://localhost:8000/a.png"),
  url("an address in a network", "https://192.168.1.5/a.png"),
  url("a computer in a network", "https://fileserver/a.png"),
  url("a link to Google Drive", "https://drive.google.com/file/d/1AbC/view?usp=sharing"),
  url("a link to Dropbox", "https://www.dropbox.com/scl/fi/x/a.png?rlkey=y&dl=0"),
  url("a link to Dropbox that does not say what it leads to", "https://www.dropbox.com/s/x/a.png"),
  url("a link to Dropbox's file", "https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=y&raw=1"),
  url("a page of GitHub", "https://github.com/o/r/blob/main/a.mp3"),
  url("a page of Hugging Face", "https://huggingface.co/datasets/o/d/blob/main/a.png"),
  url("a page of Imgur", "https://imgur.com/AbC"),
  url("a page of Wikipedia", "https://en.wikipedia.org/wiki/Cat#/media/File:Cat.jpg"),
  url("a page of YouTube", "https://www.youtube.com/watch?v=AbC"),
  url("an address of a website", "https://example.com/"),
  url("an address with a space that does not break behind it", "https://example.com/a.png\u00a0"),
  url("an address as HTML has it", "https://example.com/a.mp4?a=1&amp;b=2"),
  url("an address that was cut off", "https://example.com/a..."),
  url("an address with a placeholder", "https://example.com/{id}.mp3"),
  url("an address of an image that browsers do not show", "https://example.com/a.HEIC?x"),
  url("an address in another language", "https://example.com/図.png"),
  ["a URL in quotes", `id,photo,sound,film\n1,"photo, mine.png",${GOOD[2]},${GOOD[3]}\n`, { schema: MEDIA }],
  [
    "a URL in quotes that is cut",
    `id,photo,sound,film\n1,"${"x".repeat(1000)}",${GOOD[2]},${GOOD[3]}\n`,
    { schema: MEDIA },
  ],
  [
    "a URL that is too long",
    `id,photo,sound,film\n1,https://example.com/${"x".repeat(5000)}.png,${GOOD[2]},${GOOD[3]}\n`,
    { schema: MEDIA },
  ],
  ["a URL in a row that is too wide", `id,photo,sound,film\n1,photo.png,${GOOD[2]},${GOOD[3]},x\n`, { schema: MEDIA }],
  ["a URL in a row with wrong quotes", `id,photo,sound,film\n1"2,photo.png,${GOOD[2]},${GOOD[3]}\n`, { schema: MEDIA }],
  [
    "150 URLs that are none",
    `id,photo,sound,film\n${repeat(150, (i) => `${i},x.png,${GOOD[2]},${GOOD[3]}\n`)}`,
    { schema: MEDIA },
  ],
  [
    "a record that participants see nothing of, and URLs",
    `id,photo,sound,film\n,,,\n1,photo.png,,\n`,
    { schema: { ...MEDIA, strict: true } },
  ],
];
