import { expect, it } from "vitest";
import { type Around, Surroundings } from "../../../functions/validation/surroundings.ts";

const BEFORE = 256;
const AFTER = 1024;
const FILE = Uint8Array.from({ length: 6000 }, (_, index) => (index * 31 + (index >> 8)) & 0xff);

interface Asked {
  readonly offset: number;
  readonly around: Around;
}

/** Reads the file in chunks of a size that share a buffer, and asks for places in their chunks, or in the one after it. */
function read(size: number, offsets: readonly number[], isLater: boolean, first = 0): Asked[] {
  const answers: Asked[] = [];
  const surroundings = new Surroundings(FILE.slice(0, first));
  const buffer = new Uint8Array(size);
  const ask = (offset: number) =>
    surroundings.ask(offset - first, ({ before, after, toEnd }) => {
      answers.push({ offset, around: { before: before.slice(), after: after.slice(), toEnd } });
    });
  let open: number[] = [];
  for (let start = first; start < FILE.length; start += size) {
    const part = FILE.subarray(start, start + size);
    buffer.set(part);
    surroundings.begin(buffer.subarray(0, part.length));
    for (const offset of open) ask(offset);
    open = [];
    for (const offset of offsets.filter((offset) => offset >= start && offset < start + size)) {
      if (isLater) open.push(offset);
      else ask(offset);
    }
    surroundings.finish(open.map((offset) => offset - first));
    buffer.fill(0);
  }
  surroundings.begin(new Uint8Array(0));
  for (const offset of open) ask(offset);
  surroundings.end();
  return answers.sort((a, b) => a.offset - b.offset);
}

const expected = (offset: number): Asked => ({
  offset,
  around: {
    before: FILE.slice(Math.max(0, offset - BEFORE), offset),
    after: FILE.slice(offset, offset + AFTER),
    toEnd: offset + AFTER > FILE.length,
  },
});
const OFFSETS = [0, 1, 255, 256, 257, 999, 1000, 1001, 2047, 3000, 4975, 4976, 4977, 5998, 5999];

it.each([1, 7, 100, 255, 256, 257, 1000, 1024, 3000, 6000])("chunks of %i bytes do not matter", (size) => {
  expect(read(size, OFFSETS, false)).toEqual(OFFSETS.map(expected));
  expect(read(size, OFFSETS, true)).toEqual(OFFSETS.map(expected));
});

it("the first chunk may have something before it", () => {
  const offsets = OFFSETS.filter((offset) => offset >= 300);
  expect(read(500, offsets, false, 300)).toEqual(offsets.map(expected));
});

it("a place in the chunk before can be asked for while its bytes are kept", () => {
  const surroundings = new Surroundings();
  surroundings.begin(FILE.slice(0, 1000));
  surroundings.finish([]);
  surroundings.begin(FILE.slice(1000));
  const answers: Around[] = [];
  surroundings.ask(990, (around) => answers.push(around));
  expect(answers).toEqual([{ before: FILE.slice(744, 990), after: FILE.slice(990, 2014), toEnd: false }]);
});

it("is answered once, and as soon as all is there", () => {
  const surroundings = new Surroundings();
  const answers: boolean[] = [];
  surroundings.begin(FILE.slice(0, 1024));
  surroundings.ask(0, ({ toEnd }) => answers.push(toEnd));
  surroundings.ask(1, ({ toEnd }) => answers.push(toEnd));
  expect(answers).toEqual([false]);
  surroundings.finish([]);
  surroundings.begin(FILE.slice(1024, 1025));
  expect(answers).toEqual([false, false]);
  surroundings.ask(1024, ({ toEnd }) => answers.push(toEnd));
  surroundings.end();
  surroundings.end();
  expect(answers).toEqual([false, false, true]);
});
