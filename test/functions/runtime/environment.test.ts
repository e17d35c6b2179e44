import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { json, number, readEnvironment, text } from "../../../functions/runtime/environment.ts";
import { cases } from "../../cases.ts";

const SHAPE = { NAME: text, LIMIT: number, RULES: json(z.record(z.string(), z.enum(["error", "off"]))) };
const GOOD = { NAME: "a", LIMIT: "1.5", RULES: '{"a":"off"}' };

describe("a function's environment", () => {
  it("is read once, with numbers and JSON as what they are", () => {
    expect(readEnvironment(SHAPE, { ...GOOD, OTHER: "x" })).toEqual({ NAME: "a", LIMIT: 1.5, RULES: { a: "off" } });
  });

  it.each([
    ["NAME", ""],
    ["LIMIT", "-1"],
    ["LIMIT", "1e3"],
    ["LIMIT", ""],
    ["RULES", ""],
    ["RULES", "{secret"],
    ["RULES", "[1]"],
    ["RULES.a", '{"a":"secret"}'],
  ])("names %s where it is %j, and not its value", (name, value) => {
    const read = () => readEnvironment(SHAPE, { ...GOOD, [name.replace(/\..*/, "")]: value });
    expect(read).toThrow(`: ${name} (`);
    expect(read).not.toThrow("secret");
  });

  it.each([
    ["0", 0],
    ["7", 7],
    ["120", 120],
    ["0.25", 0.25],
    ["10.5", 10.5],
  ])("reads the number %s", (LIMIT, number) => {
    expect(readEnvironment(SHAPE, { ...GOOD, LIMIT })).toMatchObject({ LIMIT: number });
  });

  it("says of every variable what is wrong with it", () => {
    const read = () => readEnvironment(SHAPE, { LIMIT: "1", RULES: "{secret" });
    expect(read).toThrow(/^The function's environment is invalid: NAME \(.+\), RULES \(Invalid JSON\)$/);
  });

  it("names every missing or invalid variable, but never its value", () => {
    const value = fc.option(fc.oneof(fc.string({ unit: "binary" }), fc.json()), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ NAME: value, LIMIT: value, RULES: value }), (environment) => {
        try {
          readEnvironment(SHAPE, environment);
        } catch (error) {
          const { message } = Object(error);
          expect(message).toMatch(/^The function's environment is invalid: .*(NAME|LIMIT|RULES)/s);
          for (const value of Object.values(environment)) {
            if (value !== undefined && value.length > 8) expect(message).not.toContain(value);
          }
        }
      }),
      { numRuns: cases(2000) },
    );
  });
});
