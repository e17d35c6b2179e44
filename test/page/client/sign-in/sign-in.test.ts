import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs } from "../../../../page/client/back-off.ts";
import { decide } from "../../../../page/client/sign-in/decide.ts";
import { RenewalPace } from "../../../../page/client/sign-in/renewal-pace.ts";
import { isReturn, keepTrip, safePath, takeTrip } from "../../../../page/client/sign-in/return-trip.ts";

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

const trip = { state: "s", nonce: "n", verifier: "v", from: "/drops/abc#top" };

describe("what is kept while somebody signs in", () => {
  it("can be taken once", () => {
    const session = storage();
    keepTrip(trip, session);
    expect(takeTrip(session)).toEqual(trip);
    expect(session.kept.size).toBe(0);
    expect(takeTrip(session)).toBeUndefined();
  });

  it.each(["", "{", "null", "[]", '"text"', '{"state":"s"}', JSON.stringify({ ...trip, nonce: "" })])(
    "is nothing if this page did not write it: %s",
    (text) => {
      const session = storage();
      session.setItem("dropset-sign-in", text);
      expect(takeTrip(session)).toBeUndefined();
      expect(session.kept.size).toBe(0);
    },
  );

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/.//evil.example/",
    "/a/..//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "",
    "drops",
  ])("leads nowhere but to a page of its own: %j", (from) => {
    const session = storage();
    keepTrip({ ...trip, from: from === "" ? "x" : from }, session);
    expect(takeTrip(session)?.from).toBe("/");
  });

  it("leads to a path of this origin, whatever is there", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("/", "\\", ".", "a", ":", "@", "?", "#", "\t", "\n", "%") }),
        (path) => {
          const safe = safePath(path);
          expect(safe.startsWith("/")).toBe(true);
          expect(new URL(safe, "https://page.example").origin).toBe("https://page.example");
        },
      ),
    );
  });

  it("keeps the query, unless it is another sign-in's answer", () => {
    expect(safePath("/?outcome=rejected&name=a%26b#x")).toBe("/?outcome=rejected&name=a%26b#x");
    expect(safePath("/folders?code=abc&state=def#x")).toBe("/folders#x");
  });

  it.each([
    ["?code=a&state=b", true],
    ["?error=access_denied&state=b", true],
    ["?code=a", false],
    ["?state=b", false],
    ["", false],
  ])("an answer is recognized by its query: %j", (query, expected) => {
    expect(isReturn(new URL(`https://page.example/${query}`))).toBe(expected);
  });
});

describe("a request that is not accepted", () => {
  it.each([
    ["leads to the provider where nobody has signed in", "none", true, false, "leave"],
    [
      "waits after somebody signed out, so that nobody is signed in again by the page itself",
      "left",
      false,
      false,
      "wait",
    ],
    ["renews the token where the provider lets it", "renewable", true, true, "renew"],
    ["leads to the provider when somebody does something", "used-up", false, false, "leave"],
    ["asks first when nobody does anything", "used-up", true, false, "ask"],
    ["asks first when that would lose files", "used-up", false, true, "ask"],
  ] as const)("%s", (_, credentials, isBackground, hasUnsaved, decision) => {
    expect(decide({ credentials, isBackground, hasUnsaved })).toBe(decision);
  });
});

describe("tries after failures", () => {
  it("wait longer each time, up to a limit, and not all at the same time", () => {
    const waits = [1, 2, 3, 4, 5, 6, 20].map((failures) => backOffMs(failures, 1));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(backOffMs(3, 0)).toBe(2000);
  });
});

describe("renewals", () => {
  it("wait longer each time where one soon follows another, whatever asks for them", () => {
    const pace = new RenewalPace();
    const waits: number[] = [];
    let now = 5000;
    for (let renewal = 0; renewal < 8; renewal++) {
      const wait = pace.waitMs(now);
      waits.push(wait);
      now += wait;
      pace.asked(now);
    }
    expect(waits).toEqual([0, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("come at once where tokens live as long as they usually do", () => {
    const pace = new RenewalPace();
    for (const now of [0, 240_000, 480_000]) {
      expect(pace.waitMs(now)).toBe(0);
      pace.asked(now);
    }
    expect(pace.waitMs(480_400)).toBe(600);
  });
});
