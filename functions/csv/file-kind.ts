// By their first bytes: https://en.wikipedia.org/wiki/List_of_file_signatures
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string, hint: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "a zip archive or an Excel workbook (.xlsx)",
    "Open it in a spreadsheet and save it as CSV UTF-8.",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook (.xls)", "Open it in a spreadsheet and save it as CSV UTF-8."],
  [[0x1f, 0x8b], "a gzip archive", "Unpack it, and drop the CSV that is in it."],
  [[0x25, 0x50, 0x44, 0x46], "a PDF document", "Export the data as CSV from where the document came from."],
  [[0xff, 0xfe], "text in UTF-16", "Save it again as CSV UTF-8."],
  [[0xfe, 0xff], "text in UTF-16", "Save it again as CSV UTF-8."],
];

/** What a file is when it is no CSV, by its first bytes; undefined where they speak of no other kind. */
export function recogniseOtherKind(start: Uint8Array): { what: string; hint: string } | undefined {
  for (const [bytes, what, hint] of SIGNATURES) {
    if (bytes.every((byte, index) => start[index] === byte)) return { what, hint };
  }
  if (looksLikeUtf16(start)) return { what: "text in UTF-16", hint: "Save it again as CSV UTF-8." };

  const text = new TextDecoder().decode(start.subarray(0, 512)).trimStart().toLowerCase();
  if (/^<(!doctype html|html|head|body|\?xml)/.test(text)) {
    return {
      what: "an HTML or XML page",
      hint: "It may be a login or error page saved by mistake. Download the CSV itself.",
    };
  }
  if (/^\{\s*"|^\[\s*[{["\d]/.test(text))
    return { what: "JSON", hint: "Convert it to a CSV with a header and one row per datapoint." };
  return undefined;
}

/** Without a byte order mark: text of which every other byte is NUL. */
function looksLikeUtf16(start: Uint8Array): boolean {
  if (start.length < 4) return false;
  const pairs = Math.min(16, start.length >> 1);
  const nuls = (odd: 0 | 1) =>
    Array.from({ length: pairs }, (_, pair) => start[pair * 2 + odd]).filter((b) => b === 0).length;
  return (nuls(1) === pairs && nuls(0) === 0) || (nuls(0) === pairs && nuls(1) === 0);
}
