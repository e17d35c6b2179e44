import { expect, it } from "vitest";
import { judgeText } from "../../../../functions/validation/encodings/plausible-text.ts";

it.each<[text: string, verdict: ReturnType<typeof judgeText>]>([
  ["ein schöner Tag", "clearly"],
  ["Это хороший день", "clearly"],
  ["это", "maybe"],
  ["хорошие", "maybe"],
  ["хорошо и", "maybe"],
  ["хорошо же", "clearly"],
  ["今天天气", "clearly"],
  ["今天天", "maybe"],
  ["one – two", "clearly"],
  // Letters beyond ASCII alone, small ones before capitals, and signs within words.
  ["ÄÖ", "no"],
  ["ein ñß Tag", "no"],
  ["ñß", "no"],
  ["xéÉx", "no"],
  ["a ¤ b", "no"],
  ["sch¶n", "no"],
  ["¶schon", "no"],
  ["schon¶", "no"],
  ["sch┬n", "no"],
  ["a\u0085b", "no"],
  ["plain text", "hardly"],
])("%j reads well: %s", (text, verdict) => {
  expect(judgeText(text)).toBe(verdict);
});
