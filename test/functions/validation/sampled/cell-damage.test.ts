import { describe, expect, it } from "vitest";
import { damageOfCell } from "../../../../functions/validation/sampled/cell-damage.ts";
import { misreadAs } from "../misread-as.ts";

describe("a cell alone shows how it was damaged", () => {
  it.each([
    ["x".repeat(32_767), "cut-off"],
    ["x".repeat(32_766), undefined],
    ["x".repeat(32_768), undefined],
    // An answer of a model, as Python prints its object.
    ["TextBlock(text='Hi', type='text')", "object"],
    ["[TextBlock(citations=None, text='Hi', type='text')]", "object"],
    ["ChatCompletionMessage(content='Hi', role='assistant')", "object"],
    ["content='Hi' additional_kwargs={}", "object"],
    ["TextBlock(text='Hi', type='text') is what it prints", undefined],
    ["TextBlock(text='Hi', type='text')x", undefined],
    ["Message(content='Hi')", undefined],
    // Tokens of a model.
    ["Hi<|im_end|>", "model-tokens"],
    ["▁Hello", "model-tokens"],
    ["play ##ing un ##known", "model-tokens"],
    ["play ##ing", undefined],
    ["Hi</s>", "model-tokens"],
    ["<s>Hi</s>", undefined],
    ["Hi</s> there", undefined],
    // Text as in an address.
    ["Gr%C3%BC%C3%9Fe", "in-url-code"],
    ["It%27s+fine", "in-url-code"],
    ["It%27s%20fine", "in-url-code"],
    ["one%20two%20three", "in-url-code"],
    ["one%20two", undefined],
    ["It%27s", undefined],
    ["It%27s fine+ok", undefined],
    ["a+%27x", undefined],
    ["%27+fine", undefined],
    ["100% of it", undefined],
    ["Gr%C3%BC%C3%9Fe.pdf", undefined],
    ["/Gr%C3%BC%C3%9Fe", undefined],
  ])("%j: %s", (text, kind) => {
    expect(damageOfCell(text)).toBe(kind);
  });

  it.each([
    ["Привет, как дела", "macintosh", "read-as-mac-roman"],
    ["你好", "gbk", "read-as-gbk"],
    ["こんにちは世界", "shift_jis", "read-as-shift-jis"],
    ["it’s", "gbk", "read-as-gbk"],
    ["don’t you", "shift_jis", "read-as-shift-jis"],
    ["100 €", "macintosh", "read-as-mac-roman"],
  ])("%s was read as %s", (text, encoding, kind) => {
    expect(damageOfCell(text)).toBeUndefined();
    expect(damageOfCell(misreadAs(text, encoding))).toBe(kind);
  });

  it.each(["– one — two –", "—é–é—é", "日本語のテキスト", "中文和日本語"])("%s was not", (text) => {
    expect(damageOfCell(text)).toBeUndefined();
  });
});
