import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DropLine } from "../../../../functions/page/page-types.ts";
import { mergeDrops, NO_DROPS } from "../../../../page/client/drops/merge-drops.ts";
import { manyRecords } from "../../many-records.ts";

const [first] = manyRecords(1);

function line(id: string, changedAt: number, more: Partial<DropLine> = {}): DropLine {
  if (!first) throw new Error("There is no line.");
  const time = new Date(1_700_000_000_000 + changedAt).toISOString();
  return { ...first, id, changedAt: time, startedAt: new Date(1_700_000_000_000).toISOString(), ...more };
}

describe("what answers say of drops", () => {
  it("is merged in any order, and any number of times, to what was written last of each drop", () => {
    const versions = fc.record({ id: fc.constantFrom("a", "b", "c"), changedAt: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 30 }), fc.nat(10), (written, size) => {
        const lines = written.map(({ id, changedAt }) => line(id, changedAt));
        let known = NO_DROPS;
        for (let start = 0; start < lines.length; start += size + 1) {
          known = mergeDrops(known, lines.slice(start, start + size + 1));
        }
        const last = new Map<string, string>();
        for (const { id, changedAt } of lines) if (changedAt >= (last.get(id) ?? "")) last.set(id, changedAt);
        expect(new Map(known.sorted.map(({ id, changedAt }) => [id, changedAt]))).toEqual(last);
        expect(mergeDrops(known, lines).sorted).toEqual(known.sorted);
      }),
    );
  });

  it("of the same time counts as said last: a wait may be over without another change", () => {
    const trouble = {
      kind: "paced",
      reason: "",
      tries: 0,
      mostTries: null,
      againAt: null,
      needsPerson: false,
    } as const;
    const known = mergeDrops(NO_DROPS, [line("a", 1, { trouble })]);
    expect(mergeDrops(known, [line("a", 1, { trouble: null })]).byId.get("a")?.trouble).toBeNull();
  });

  it("that is older than what is known changes nothing", () => {
    const known = mergeDrops(NO_DROPS, [line("a", 2)]);
    expect(mergeDrops(known, [line("a", 1)])).toBe(known);
  });

  it("is listed by the time of the upload, the newest first", () => {
    const lines = [1, 3, 2].map((at) => line(String(at), 0, { startedAt: new Date(at).toISOString() }));
    expect(mergeDrops(NO_DROPS, lines).sorted.map(({ id }) => id)).toEqual(["3", "2", "1"]);
  });
});
