import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPerson } from "../../../functions/page/claims.ts";
import { cases } from "../../cases.ts";

const BY_CLAIM = {
  claim: "groups",
  access: new Map([
    ["red team", ["w1"]],
    ["both", ["w1", "w2"]],
    ["everything", ["*"]],
  ]),
};
const EXP = 1_800_000_000;

function tokenOf(claims: unknown): string {
  const text = typeof claims === "string" ? claims : JSON.stringify(claims);
  return `e30.${Buffer.from(text).toString("base64url")}.c2ln`;
}
/** As API Gateway passes claims on. */
const flattened = (claims: object) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(" ")}]` : String(value),
    ]),
  );
const person = (claims: object, byClaim = BY_CLAIM) =>
  readPerson(`Bearer ${tokenOf(claims)}`, flattened(claims), byClaim);
const ann = { sub: "1", exp: EXP, iss: "https://login.example.com", email: "ann@example.com" };

describe("a person", () => {
  it("has the workspaces of each of the claim's values", () => {
    expect(person({ ...ann, groups: ["red team", "other"] })).toEqual({ name: "ann@example.com", workspaces: ["w1"] });
    expect(person({ ...ann, groups: "both" }).workspaces).toEqual(["w1", "w2"]);
    expect(person({ ...ann, groups: ["red team", "both"] }).workspaces).toEqual(["w1", "w2"]);
    expect(person({ ...ann, groups: ["red team", "everything"] }).workspaces).toBe("all");
  });

  it("has a name for uploads: the e-mail address, or what else the token has", () => {
    const groups = ["both"];
    expect(person({ ...ann, groups }).name).toBe("ann@example.com");
    expect(person({ ...ann, email: undefined, preferred_username: "ann", groups }).name).toBe("ann");
    expect(person({ ...ann, email: ["x"], preferred_username: 3, groups }).name).toBe("x");
    expect(person({ sub: "1", exp: EXP, groups }).name).toBe("1");
    expect(person({ ...ann, email: `a\r\nx: ${"b".repeat(500)}\ud800`, groups }).name).toMatch(/^a {2}x: b{10,194}$/);
  });

  it.each([
    ["no group", undefined],
    ["groups that give no access", ["others", "red", "team"]],
    ["a list as a text, as API Gateway writes it", "[everything both]"],
    ["something that is no text", [["everything"], { everything: true }, 1, null]],
    ["names that objects have", ["__proto__", "constructor", "toString"]],
  ])("with %s has access to nothing, and the answer says so", (_, groups) => {
    const message =
      "You are signed in as ann@example.com, and have access to no workspace. Ask the people who run this page for access.";
    expect(() => person({ ...ann, groups })).toThrow(expect.objectContaining({ status: 403, message }));
  });

  describe("whose access goes by the e-mail address", () => {
    const byEmail = { claim: "email", access: new Map([["ann@example.com", ["w1"]]]) };

    it.each([true, "true"])("has it where the address is verified: %j", (verified) => {
      expect(person({ ...ann, email_verified: verified }, byEmail).workspaces).toEqual(["w1"]);
    });

    it.each([false, "false", null, 1, "", "TRUE", [true], ["true"], {}])(
      "has none by any other word: %j",
      (verified) => {
        expect(() => person({ ...ann, email_verified: verified }, byEmail)).toThrow(
          expect.objectContaining({ status: 403, message: expect.stringContaining("is not verified") }),
        );
      },
    );

    it("has none where the token says nothing of that, and the answer says so", () => {
      const inherited = JSON.parse(JSON.stringify(ann).replace(/}$/, ',"__proto__":{"email_verified":true}}'));
      for (const claims of [ann, inherited]) {
        expect(() => person(claims, byEmail)).toThrow(
          expect.objectContaining({ status: 403, message: expect.stringContaining("does not say") }),
        );
      }
    });

    it("has what groups give without a verified address", () => {
      expect(person({ ...ann, email_verified: false, groups: "both" }).workspaces).toEqual(["w1", "w2"]);
    });
  });

  it("has no address as the name that may be somebody else's", () => {
    expect(person({ ...ann, groups: "both" }).name).toBe("ann@example.com");
    expect(person({ ...ann, groups: "both", email_verified: true }).name).toBe("ann@example.com");
    const unverified = { ...ann, groups: "both", email_verified: false };
    expect(person({ ...unverified, preferred_username: "ann" }).name).toBe("ann");
    expect(person(unverified).name).toBe(ann.sub);
  });

  it("is asked for a claim that the token itself has, whatever its name", () => {
    const access = new Map([
      ["[object Object]", ["*"]],
      ["x", ["w1"]],
    ]);
    for (const claim of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect(() => person(ann, { claim, access }), claim).toThrow(expect.objectContaining({ status: 403 }));
    }
    const claims = JSON.parse(`{"sub":"1","exp":${EXP},"__proto__":["x"]}`);
    expect(person(claims, { claim: "__proto__", access }).workspaces).toEqual(["w1"]);
    const inherited = JSON.parse(`{"sub":"1","exp":${EXP},"__proto__":{"groups":["everything"]}}`);
    expect(() => person(inherited)).toThrow(expect.objectContaining({ status: 403 }));
  });
});

describe("a token", () => {
  const eve = { ...ann, groups: ["everything"] };
  const verified = flattened({ ...ann, groups: ["red team"] });

  it.each([
    ["no header", undefined],
    ["an empty header", ""],
    ["another scheme", `Basic ${tokenOf(eve)}`],
    ["a token without its scheme", tokenOf(eve)],
    ["a second token behind the first one", `Bearer ${tokenOf(eve)},Bearer ${tokenOf(eve)}`],
    ["a second token behind a space", `Bearer ${tokenOf(eve)} ${tokenOf(eve)}`],
    ["too many parts", `Bearer ${tokenOf(eve)}.${tokenOf(eve)}`],
    ["a payload that is no JSON", `Bearer ${tokenOf("{")}`],
    ["a payload that is no object", `Bearer ${tokenOf("3")}`],
  ])("that cannot be read is none: %s", (_, header) => {
    expect(() => readPerson(header, verified, BY_CLAIM)).toThrow(
      expect.objectContaining({ status: 401, message: "Sign in first." }),
    );
  });

  it.each([
    ["another person's", `Bearer ${tokenOf({ ...eve, sub: "2" })}`],
    ["another time's", `Bearer ${tokenOf({ ...eve, exp: EXP + 1 })}`],
    ["another issuer's", `Bearer ${tokenOf({ ...eve, iss: "https://evil.example.com" })}`],
    ["without a person", `Bearer ${tokenOf({ exp: EXP, groups: ["everything"] })}`],
  ])("that is not the verified one is refused: %s", (_, header) => {
    const message = "The token is not the one that was verified. Sign in again.";
    expect(() => readPerson(header, verified, BY_CLAIM)).toThrow(expect.objectContaining({ status: 401, message }));
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["no subject", { exp: String(EXP) }],
    ["a list", []],
  ])("that nobody verified is refused, where the context has %s", (_, context) => {
    expect(() => readPerson(`Bearer ${tokenOf(eve)}`, context, BY_CLAIM)).toThrow(
      expect.objectContaining({ status: 401, message: "Sign in first." }),
    );
  });

  it("is never more than refused, whatever the header and the context are", () => {
    const context = fc.oneof(
      fc.anything(),
      fc.constant(verified),
      fc.record({ sub: fc.anything(), exp: fc.anything() }),
    );
    const header = fc.oneof(
      fc.string(),
      fc.json().map((text) => `Bearer ${tokenOf(text)}`),
    );
    fc.assert(
      fc.property(header, context, (given, claims) => {
        expect(() => readPerson(given, claims, BY_CLAIM)).toThrow(
          expect.objectContaining({ status: expect.toSatisfy((status) => status === 401 || status === 403) }),
        );
      }),
      { numRuns: cases(300) },
    );
  });
});
