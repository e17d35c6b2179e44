import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectDatasetService } from "../../../functions/datasets/dataset-service.ts";
import { readTokenText, TokenMalformed } from "../../../functions/datasets/token.ts";

const SOURCE = "the secret X";
const refusalOf = (text: string): string => {
  try {
    readTokenText(text, SOURCE);
  } catch (error) {
    if (error instanceof TokenMalformed) return error.message;
    throw error;
  }
  return "";
};

describe("a token's text", () => {
  it.each([
    ["as it is", "abc.DEF-123_~/+=", "abc.DEF-123_~/+="],
    ["without the line end that echo writes", "abc\n", "abc"],
    ["without the line end that Notepad writes", "abc\r\n", "abc"],
    ["as an empty text where there is none", "\n", ""],
  ])("is read %s", (_, text, token) => expect(readTokenText(text, SOURCE)).toBe(token));

  it.each([
    ["abc\ndef", "a line feed (U+000A) at position 4"],
    ["abc\n\n", "a line feed (U+000A) at position 4"],
    ["abc\rdef", "a carriage return (U+000D) at position 4"],
    [" abc", "a space (U+0020) at position 1"],
    ["one two", "a space (U+0020) at position 4"],
    ["abc\u2019", "a character outside ASCII (U+2019) at position 4"],
    ["\ufeffabc", "a byte order mark (U+FEFF) at position 1"],
    ["a🎉", "a character outside ASCII (U+1F389) at position 2"],
    ["a\u0007b", "a control character (U+0007) at position 2"],
  ])("that no header can hold is refused with its source, the character and the place: %j", (text, named) => {
    expect(refusalOf(text)).toContain(`The token in ${SOURCE} contains ${named}`);
  });

  it("is either what a header holds unchanged, or refused without a word of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 12, maxLength: 40 }), (text) => {
        const refusal = refusalOf(text);
        if (refusal === "") {
          const token = readTokenText(text, SOURCE);
          expect(new Headers({ authorization: `Token ${token}` }).get("authorization")).toBe(`Token ${token}`);
        } else {
          expect(refusal).not.toContain(text.slice(0, 8));
          expect(refusal).not.toContain(text.slice(-8));
        }
      }),
    );
  });
});

it("a token that reaches the client unchecked and malformed is in no error, nor in an error's cause", async () => {
  const service = connectDatasetService({ baseUrl: "http://127.0.0.1:1", readToken: async () => "secret\ntoken" });
  const error = await service.get("id").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TokenMalformed);
  expect(error).not.toHaveProperty("cause");
  expect(String(error)).not.toMatch(/secret|^token/);
});
