import { describe, expect, it } from "vitest";
import { excerpt, readRefusal } from "../../../functions/datasets/refusal.ts";

describe("a refusal's body", () => {
  it.each([
    [{ error: { title: "Invalid", detail: "no name" } }, "Invalid: no name"],
    [{ error: { detail: { name: ["required"] } } }, '{"name":["required"]}'],
    [{ error: { title: "Invalid", detail: "" } }, "Invalid"],
    [{ error: { title: null } }, '{"error":{"title":null}}'],
    [{ error: {} }, '{"error":{}}'],
    [{ message: "Invalid", detail: 7 }, "Invalid: 7"],
    [{ message: "Invalid" }, "Invalid"],
    [{ detail: "no name" }, "no name"],
    [{ other: 1 }, '{"other":1}'],
    [["a"], '["a"]'],
  ])("%j says %s", (body, said) => expect(readRefusal(JSON.stringify(body))).toBe(said));

  it("that is no JSON is quoted in one line", () => {
    expect(readRefusal("<h1>\n  Bad\0\tGateway\n</h1>\n")).toBe("<h1> Bad Gateway </h1>");
    expect(readRefusal(" \n")).toBe("an empty body");
  });

  it("is cut to 200 characters", () => {
    expect(excerpt("x".repeat(200))).toBe("x".repeat(200));
    expect(excerpt("x".repeat(201))).toBe(`${"x".repeat(200)}…`);
  });

  it("never has what is secret in a presigned URL", () => {
    const url = "https://b/k?X-Amz-Signature=abc&x-amz-credential=AKIA/1&X-Amz-Security-Token=t&X-Amz-Date=1";
    expect(excerpt(`<Url>${url}</Url> "${url}"`)).toBe(
      `<Url>${url.replace("abc", "…").replace("AKIA/1", "…").replace("=t&", "=…&")}</Url> "${url
        .replace("abc", "…")
        .replace("AKIA/1", "…")
        .replace("=t&", "=…&")}"`,
    );
    expect(excerpt("X-Amz-Signature=abc<b>")).toBe("X-Amz-Signature=…<b>");
  });
});
