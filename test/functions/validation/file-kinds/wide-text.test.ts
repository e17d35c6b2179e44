import { expect, it } from "vitest";
import { findWideEncoding, isNulAlone } from "../../../../functions/validation/file-kinds/wide-text.ts";

/** Each character in so many bytes, its number in one of them. */
function wide(text: string, width: number, place: number): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((char) => Array.from({ length: width }, (_, at) => (at === place ? char.charCodeAt(0) : 0))),
  );
}

it.each<[what: string, bytes: Uint8Array, encoding: string | undefined]>([
  ["UTF-16 of Windows", wide("id,text", 2, 0), "utf-16le"],
  ["UTF-16 the other way round", wide("id,text", 2, 1), "utf-16be"],
  ["UTF-32", wide("id,text", 4, 0), "utf-32le"],
  ["UTF-32 the other way round", wide("id,text", 4, 3), "utf-32be"],
  ["UTF-16 of which a part is not Latin", Buffer.from("id,text,Текст", "utf16le"), "utf-16le"],
  ["a mark of UTF-16 alone", Uint8Array.of(0xff, 0xfe), "utf-16le"],
  ["a mark of UTF-16 before other bytes", Uint8Array.of(0xfe, 0xff, 0x41, 0x42), "utf-16be"],
  ["a mark of UTF-32", Uint8Array.of(0xff, 0xfe, 0, 0), "utf-32le"],
  ["a mark of UTF-32 the other way round", Uint8Array.of(0, 0, 0xfe, 0xff), "utf-32be"],
  ["text of which most is not Latin", Buffer.from("Текст,a", "utf16le"), undefined],
  ["a NUL byte in text", Buffer.from("id,te\0xt"), undefined],
  ["text", Buffer.from("id,text"), undefined],
  ["three bytes", Uint8Array.of(0x69, 0, 0x64), undefined],
  ["NUL bytes alone", new Uint8Array(8), undefined],
  ["nothing", new Uint8Array(0), undefined],
])("%s", (_, bytes, encoding) => {
  expect(findWideEncoding(bytes)).toBe(encoding);
});

it("bytes are NUL alone, if there are any and all are", () => {
  expect(isNulAlone(new Uint8Array(2))).toBe(true);
  expect(isNulAlone(Uint8Array.of(0, 1))).toBe(false);
  expect(isNulAlone(new Uint8Array(0))).toBe(false);
});
