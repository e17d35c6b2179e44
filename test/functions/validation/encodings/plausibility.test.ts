import { expect, it } from "vitest";
import { plausibility } from "../../../../functions/validation/encodings/plausibility.ts";

const MARK = "\u0301";

it.each<[text: string, score: number]>([
  ["", 0],
  ["plain text", 0],
  // Never in text that somebody wrote.
  ["\u0085", -3],
  ["\ufffd", -3],
  ["\ue000", -3],
  // Scripts of East Asia: frequent characters tell more than others.
  ["ｱ", -0.5],
  ["ﾟ", -0.5],
  ["あ", 1],
  ["カ", 1],
  ["。", 1],
  ["「", 1],
  ["，", 1],
  ["的", 1.2],
  ["這", 1.2],
  ["한", 1.2],
  ["龘", 0.3],
  ["뷁", 0.3],
  ["的龘", 0.75],
  // Quotes, where they open and where they close.
  ["’", 0],
  ["it’s", 1],
  ["5’", 0],
  ["“a", 1],
  ["(“a", 1],
  ["a “b", 1],
  ["a“b", -0.5],
  ["a “ b", -0.5],
  ["a“ b", -0.5],
  ["¿a", 1],
  ["a”", 1],
  ["a” b", 1],
  ["a”b", -0.5],
  ["a ”", -0.5],
  ["a ”b", -0.5],
  ["a…", 1],
  // Dashes and signs, within words and between them.
  ["a – b", 0.8],
  ["a–5", 0.8],
  ["5–a", 0.8],
  ["a–b", -0.2],
  ["a • b", 0.8],
  ["5 €", 0.7],
  ["a€", 0.7],
  ["€a", 0.7],
  ["a€b", -1],
  ["10\u00a0000", 0.7],
  ["¤", -0.3],
  ["a¤b", -1.5],
  ["a¤5", -0.3],
  // A row of signs is an encoding of several bytes a character.
  ["€¤", -0.5],
  ["¤ €", 0.2],
  ["€–", 0.75],
  ["€\u00a0", 0.1],
  ["€\x7f", 0.7],
  // Letters: in a word of one script, and not capital in the middle.
  ["ж", -0.5],
  ["жж", 0.5],
  ["жжж", 2 / 3],
  ["ж5", -0.5],
  ["жa", -1.5],
  ["aж", -1.5],
  ["жЖ", -0.25],
  ["Жж", 0.5],
  ["é", 9],
  ["aé", 9],
  ["aÉ", -1],
  ["AÉ", 9],
  [`a${MARK}`, -0.3],
])("%j is plausible by %d", (text, score) => {
  expect(plausibility(text, () => 9)).toBeCloseTo(score, 10);
});

it("a Latin letter is judged with the letters next to it", () => {
  const seen: string[] = [];
  const judge = (letter: string, others: readonly string[]) => {
    seen.push(`${letter}:${others.join("")}`);
    return 0;
  };
  plausibility("aéb é5 öß", judge);
  expect(seen).toEqual(["é:ab", "é:", "ö:ß", "ß:ö"]);
});
