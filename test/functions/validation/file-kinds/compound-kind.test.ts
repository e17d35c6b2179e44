import { CFB, utils, write } from "@e965/xlsx";
import { expect, it } from "vitest";
import { recognizeOtherKind } from "../../../../functions/validation/file-kinds/file-kind.ts";
import { validate } from "../streams.ts";

/** A compound file with these streams. */
function compound(...names: string[]): Uint8Array {
  const file = CFB.utils.cfb_new();
  for (const name of names) CFB.utils.cfb_add(file, name, new Uint8Array(600));
  return Uint8Array.from(CFB.write(file, { type: "buffer" }) as Buffer);
}

function oldWorkbook(bookType: "biff8" | "biff5"): Uint8Array {
  const workbook = utils.book_new();
  utils.book_append_sheet(workbook, utils.aoa_to_sheet([["id"], [1]]));
  return Uint8Array.from(write(workbook, { type: "buffer", bookType }));
}

it.each([
  ["a workbook of Excel 97", oldWorkbook("biff8"), "an old Excel workbook (.xls)"],
  ["a workbook of Excel 95", oldWorkbook("biff5"), "an old Excel workbook (.xls)"],
  ["a document with a password", compound("EncryptionInfo", "EncryptedPackage"), "an Office document with a password"],
  ["a document of Word", compound("1Table", "WordDocument"), "an old Word document or presentation"],
  ["a presentation", compound("Current User", "PowerPoint Document"), "an old Word document or presentation"],
  ["a message of Outlook", compound("__properties_version1.0"), "an old Office document, such as a workbook (.xls)"],
])("%s is named", (_name, file, what) => {
  expect(recognizeOtherKind(file)?.what).toBe(what);
});

it("a file with a password is rejected with what to do", async () => {
  const file = compound("EncryptionInfo", "EncryptedPackage");
  const { findings } = await validate(file);
  expect(findings).toMatchObject([{ code: "not-csv", hint: expect.stringMatching(/^Open it with its password/) }]);
});

it("a directory that lies elsewhere, or is cut, leaves open what the file is", () => {
  const whole = compound("EncryptionInfo", "EncryptedPackage");
  for (let bytes = 4; bytes <= whole.length; bytes += 37) {
    expect(recognizeOtherKind(whole.subarray(0, bytes))?.what).toMatch(/^an (?:old )?Office document/);
  }
  const moved = whole.slice();
  moved.fill(0xff, 48, 52);
  expect(recognizeOtherKind(moved)?.what).toBe("an old Office document, such as a workbook (.xls)");
});
