import { describe, expect, it } from "vitest";
import { FirstRows } from "../../../../functions/validation/sampled/first-rows.ts";
import { SAMPLE_BYTES } from "../../../../functions/validation/shape/sample.ts";

function read(text: string, size: number): string[] {
  const rows = new FirstRows();
  const buffer = new Uint8Array(size);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.set(part);
    // The reader of a file may fill its buffer again.
    rows.push(buffer.subarray(0, part.length));
    buffer.fill(0);
  }
  return rows.read().map(({ fields }) => fields.join("|"));
}

describe("the first rows", () => {
  it.each([1, 3, 100])("are all rows of a short file, in chunks of %i bytes", (size) => {
    expect(read("1,a\n2,b\n3,c", size)).toEqual(["1|a", "2|b", "3|c"]);
  });

  it.each([1000, 4096, SAMPLE_BYTES, SAMPLE_BYTES + 5, 2 * SAMPLE_BYTES])(
    "are as many as are whole in what is kept of a long file, in chunks of %i bytes",
    (size) => {
      // The last row begins in what is kept, and ends behind it.
      const long = `1,${"x".repeat(SAMPLE_BYTES - 10)}`;
      expect(read(`${long}\n2,b\n345,c`, size)).toEqual([long.replace(",", "|"), "2|b"]);
      expect(read(`${long}\n2,b\n`.padEnd(2 * SAMPLE_BYTES, "3,c\n"), size)[1]).toBe("2|b");
    },
  );

  it("have the last one, where the file ends with what is kept", () => {
    const long = `1,${"x".repeat(SAMPLE_BYTES - 6)}`;
    expect(read(`${long}\n2,b`, SAMPLE_BYTES)).toEqual([long.replace(",", "|"), "2|b"]);
    expect(read(`${long}\n2,b`, 1000)).toEqual([long.replace(",", "|"), "2|b"]);
  });

  it("of no bytes are none", () => {
    expect(new FirstRows().read()).toEqual([]);
  });
});
