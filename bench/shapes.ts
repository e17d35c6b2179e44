/** A kind of file, generated row by row. The same seed gives the same file. */
export interface Shape {
  readonly name: string;
  /** The default size of its file, in megabytes. */
  readonly megabytes: number;
  readonly header: string;
  row(index: number, random: () => number): string;
}

const WORDS =
  'great product works as expected arrived damaged very disappointed would buy again the battery lasts long but screen is dim ""quoted"" honestly, not worth it'.split(
    " ",
  );
/** One cell in fifty is damaged in one of these ways. */
const DAMAGE = ["canâ€™t", "cafÃ©", "caf√©", "lost \ufffd", "ÐŸÑ€Ð¸Ð²ÐµÑ‚"];
const MULTI_BYTE = "très déçu 素晴らしい製品 отличный товар 🎉 äöü ñandú 非常好 ελληνικά".split(" ");

function sentence(words: readonly string[], count: number, random: () => number): string {
  let text = "";
  for (let index = 0; index < count; index++)
    text += `${index ? " " : ""}${words[Math.floor(random() * words.length)]}`;
  return text;
}

const number = (random: () => number) => (random() * 100_000).toFixed(3);

export const SHAPES: readonly Shape[] = [
  {
    name: "quoted text",
    megabytes: 300,
    header: "id,review_text,product_name,rating,META_TASK_GROUP_ID",
    row: (index, random) =>
      `${index},"${sentence(WORDS, 15 + random() * 60, random)}",Widget ${index % 97},${1 + (index % 5)},group_${Math.floor(index / 10)}`,
  },
  {
    name: "unquoted numbers",
    megabytes: 100,
    header: "id,a,b,c,d,e,f,g",
    row: (index, random) => `${index},${Array.from({ length: 7 }, () => number(random)).join(",")}`,
  },
  { name: "many short rows", megabytes: 100, header: "id,x", row: (index) => `${index},${index % 7}` },
  {
    name: "few huge rows",
    // One of the other parsers takes a second per megabyte of this.
    megabytes: 20,
    header: "id,text",
    row: (index, random) => `${index},"${sentence(WORDS, 80, random).repeat(4000)}"`,
  },
  {
    name: "1,000 columns",
    megabytes: 100,
    header: Array.from({ length: 1000 }, (_, column) => `column_${column}`).join(","),
    row: (index, random) => {
      const values = number(random);
      return Array.from({ length: 1000 }, (_, column) => (column === 0 ? index : values)).join(",");
    },
  },
  {
    name: "multi-byte text",
    megabytes: 100,
    header: "id,text,note",
    row: (index, random) => `${index},"${sentence(MULTI_BYTE, 20, random)}",${sentence(MULTI_BYTE, 3, random)}`,
  },
  {
    name: "damaged text",
    megabytes: 100,
    header: "id,text,note",
    row: (index, random) => {
      const note = random() < 0.04 ? DAMAGE[Math.floor(random() * DAMAGE.length)] : "“fine”, n’est-ce pas ?";
      return `${index},"${sentence(MULTI_BYTE, 20, random)}","${note}"`;
    },
  },
];

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A shape's file in chunks of about a megabyte, up to a size in bytes. */
export function* generate(shape: Shape, bytes: number): Generator<Buffer> {
  const random = seeded(42);
  let text = `${shape.header}\n`;
  let made = 0;
  for (let index = 1; made < bytes; ) {
    while (text.length < 1_000_000 && made + text.length < bytes) text += `${shape.row(index++, random)}\n`;
    const chunk = Buffer.from(text);
    made += chunk.length;
    text = "";
    yield chunk;
  }
}
