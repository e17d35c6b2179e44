import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readEntries } from "../../../../functions/validation/fix/workbook/zip-entries.ts";
import { archiveOf, SHEET } from "./archive.ts";
import { fixBytes } from "./fix-bytes.ts";

const LISTED = 0x02014b50;
const ELSEWHERE = 0xffffffff;

/** Bytes of little-endian numbers: their widths in bits, and their values. */
function packed(...numbers: readonly [16 | 32 | 64, number][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [bits]) => sum + bits / 8, 0)));
  let at = 0;
  for (const [bits, value] of numbers) {
    if (bits === 16) view.setUint16(at, value, true);
    else if (bits === 32) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bits / 8;
  }
  return new Uint8Array(view.buffer);
}

/**
 * The same archive as a writer leaves it that was ready for more than 4 GiB: sizes, places and the end are in the fields of 64
 * bits. (APPNOTE, 4.3.14 to 4.5.3.)
 */
function asZip64(archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = archive.length - 22;
  const start = view.getUint32(end + 16, true);
  const entries: Uint8Array[] = [];
  for (let at = start; view.getUint32(at, true) === LISTED; ) {
    const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const [size, packedSize, offset] = [24, 20, 42].map((place) => view.getUint32(at + place, true));
    const other = packed([16, 0x5455], [16, 1], [16, 7]).subarray(0, 5);
    const extra = packed([16, 1], [16, 24], [64, size ?? 0], [64, packedSize ?? 0], [64, offset ?? 0]);
    const fixed = archive.slice(at, at + 46);
    const changed = new DataView(fixed.buffer);
    for (const place of [20, 24, 42]) changed.setUint32(place, ELSEWHERE, true);
    changed.setUint16(30, other.length + extra.length, true);
    entries.push(fixed, archive.slice(at + 46, at + 46 + nameLength), other, extra);
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  const directory = Buffer.concat(entries);
  const count = view.getUint16(end + 10, true);
  const end64At = start + directory.length;
  const versions = packed([32, 0x06064b50], [64, 44], [16, 45], [16, 45], [32, 0], [32, 0]);
  const end64 = [versions, packed([64, count], [64, count], [64, directory.length], [64, start])];
  const locator = packed([32, 0x07064b50], [32, 0], [64, end64At], [32, 1]);
  const last = packed([32, 0x06054b50], [32, 0], [16, 0xffff], [16, 0xffff], [32, ELSEWHERE], [32, ELSEWHERE], [16, 0]);
  return Uint8Array.from(Buffer.concat([archive.subarray(0, start), directory, ...end64, locator, last]));
}

const namesOf = (archive: Uint8Array) => Array.from(readEntries(archive), ({ name }) => name);

describe("an archive's directory", () => {
  const files = { "a.txt": strToU8("one"), "b/ü.txt": strToU8("x".repeat(1000)), empty: new Uint8Array(0) };

  it("names each file, with its size", () => {
    const entries = Array.from(readEntries(zipSync(files)), ({ name, size }) => [name, size]);
    expect(entries).toEqual([
      ["a.txt", 3],
      ["b/ü.txt", 1000],
      ["empty", 0],
    ]);
  });

  it("is the same in the fields of 64 bits, as some writers always have it", () => {
    expect(Array.from(readEntries(asZip64(zipSync(files))))).toEqual(Array.from(readEntries(zipSync(files))));
  });

  it("is found before a comment", () => {
    const comment = strToU8("made by hand");
    const archive = zipSync(files);
    new DataView(archive.buffer, archive.byteOffset).setUint16(archive.length - 2, comment.length, true);
    expect(namesOf(Buffer.concat([archive, comment]))).toEqual(Object.keys(files));
  });

  it.each([
    ["has no end", (archive: Uint8Array) => archive.subarray(0, archive.length - 22)],
    ["is empty", () => new Uint8Array(0)],
    ["is cut at its start", (archive: Uint8Array) => archive.subarray(10)],
    ["has no place of its end in 64 bits", (archive: Uint8Array) => asZip64(archive).subarray(60)],
    [
      "has another end in 64 bits",
      (archive: Uint8Array) => {
        const changed = asZip64(archive);
        new DataView(changed.buffer, changed.byteOffset).setUint32(changed.length - 22 - 20 - 56, 0, true);
        return changed;
      },
    ],
  ])("of an archive that %s is damaged", (_, damage) => {
    expect(() => namesOf(damage(zipSync(files)))).toThrow(RangeError);
  });

  it("of any changed byte is read or refused, and never read past its end", () => {
    const archive = asZip64(zipSync(files));
    const start = archive.length - 400;
    for (let at = start; at < archive.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Uint8Array.from(archive);
        changed[at] = value;
        try {
          for (const entry of readEntries(changed)) expect(entry.packed.length).toBeLessThanOrEqual(archive.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }
  });
});

it("a workbook in the fields of 64 bits is read", async () => {
  const workbook = archiveOf(SHEET.replace("CELLS", '<c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>'));
  expect((await fixBytes(asZip64(workbook))).csv).toBe("id,text\n1,2\n");
});
