import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../infra/settings/settings.ts";
import { cases } from "../cases.ts";

const SETTINGS = Object.entries(readSettings({ workspaces: [{ id: "a" }] })).flatMap(([group, value]) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
    ? Object.keys(value).map((name) => [group, name])
    : [[group]],
);

function attempt(given: unknown): string | undefined {
  try {
    readSettings(given);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("settings of any shape", () => {
  it("are read, or refused by the name of each that is wrong", () => {
    const given = fc.oneof(
      fc.anything(),
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(...SETTINGS.map(([group = ""]) => group), "__proto__", "oops"),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    );
    fc.assert(
      fc.property(given, (given) => {
        const refusal = attempt(given);
        if (refusal !== undefined) expect(refusal).toMatch(/^dropset's settings are invalid:\n {2}dropset/);
      }),
      { numRuns: cases(2000) },
    );
  });

  it("name the invalid one among valid ones, with its value", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTINGS), fc.jsonValue({ maxDepth: 1 }), (path, value) => {
        const given = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
        const refusal = attempt(given);
        if (refusal === undefined) return;
        const [group = "", name = ""] = path;
        // A rule may tie one setting to another of its group, or to the one that was chosen to keep up with it.
        expect(refusal).toMatch(new RegExp(`dropset\\.(${group}|${name || group}|limits\\.dropsPerMinute)`));
        expect(refusal).toMatch(/\(given: |cannot be set here|Invalid key/);
      }),
      { numRuns: cases(2000) },
    );
  });
});
