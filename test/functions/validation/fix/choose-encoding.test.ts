import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { chooseEncoding } from "../../../../functions/validation/fix/choose-encoding.ts";
import { CASES, filesOf } from "./encoded-cells.ts";

/** Whole files in these must be recognized, not only not misread. */
const KNOWN = ["German", "French", "Spanish", "English", "Portuguese", "Swedish", "Danish", "Finnish"];
const KNOWN_OF_DOS = ["French of DOS", "Spanish of DOS", "Polish of DOS", "Czech of DOS"];
const KNOWN_IN_ASIA = ["Japanese shift_jis", "Chinese gbk", "Taiwanese big5", "Korean euc-kr"];

function read(cells: readonly string[], encoding: string) {
  const text = `id;text\n${cells.map((cell, index) => `${index + 1};${cell}\n`).join("")}`;
  return { text, choice: chooseEncoding(new Uint8Array(iconv.encode(text, encoding))) };
}

it.each(["“", "“great", "“great” and “good”", "‘e"])(
  "a text that is ASCII but for the signs of Shift JIS, %s, is not taken for words of Mac Roman",
  (text) => {
    const choice = chooseEncoding(new Uint8Array(iconv.encode(`id;text\n1;${text}\n`, "shift_jis")));
    if (choice) expect(choice.text).toContain(text);
  },
);

describe("an encoding is recognized, or not: it is never taken for another one in which the text reads differently", () => {
  it.each(CASES)("$language in $encoding", ({ cells, encoding }) => {
    for (const file of filesOf(cells)) {
      const { text, choice } = read(file, encoding);
      // The encoding may lack a character of the language.
      if (choice && iconv.decode(iconv.encode(text, encoding), encoding) === text) expect(choice.text).toBe(text);
    }
  });

  it.each(CASES.filter(({ language, encoding }) => KNOWN.includes(language) && encoding === "win1252"))(
    "a file of several cells in $language is recognized in $encoding",
    ({ cells, encoding }) => {
      const { text, choice } = read(cells, encoding);
      expect(choice?.text).toBe(text);
    },
  );

  it.each(CASES.filter(({ language, encoding }) => KNOWN_IN_ASIA.includes(`${language} ${encoding}`)))(
    "and so is one in $language in $encoding",
    ({ cells, encoding }) => {
      const { text, choice } = read(cells, encoding);
      expect(choice?.text).toBe(text);
    },
  );

  it.each(CASES.filter(({ language }) => KNOWN_OF_DOS.includes(language)))(
    "and one as Excel saves CSV (MS-DOS), in $language and $encoding",
    ({ cells, encoding }) => {
      const { text, choice } = read(cells, encoding);
      expect(choice?.text).toBe(text);
    },
  );

  it("two encodings in one file make none", () => {
    const parts = [iconv.encode("1;Grüße aus München\n", "win1252"), iconv.encode("2;Schöne Grüße\n", "utf-8")];
    expect(chooseEncoding(new Uint8Array(Buffer.concat(parts)))).toBeUndefined();
  });
});
