import { describe, expect, it } from "vitest";
import type { DropLine } from "../../functions/page/page-types.ts";
import { type Turns, turnsOf, waitText } from "../../page/client/drops/wait-text.ts";
import { manyRecords } from "./many-records.ts";

const [answered] = manyRecords(1);

function line(id: string, more: Partial<DropLine>): DropLine {
  if (answered === undefined) throw new Error("There is no line.");
  return { ...answered, trouble: null, id, step: "dropped", outcome: null, finishedAt: null, ...more };
}

function drops(lines: readonly DropLine[]): Turns {
  return { byId: new Map(lines.map((one) => [one.id, one])), turns: turnsOf(lines), dropsPerMinute: 60 };
}

describe("a drop that waits", () => {
  // Newest first, as the list has them.
  const queued = Array.from({ length: 500 }, (_, index) => line(String(499 - index), {}));
  const paced = line("0", {
    step: "validating",
    trouble: {
      kind: "paced",
      reason: "",
      tries: 0,
      mostTries: null,
      againAt: "2026-01-01T00:00:00.000Z",
      needsPerson: false,
    },
  });

  it("for its turn shows its position, and the expected wait once the pace limits it", () => {
    const waiting = drops([...queued.slice(0, -1), paced]);
    expect(waitText(line("311", {}), waiting)).toBe("position 312 of 500, about 5 minutes");
    expect(waitText(line("3", {}), waiting)).toBe("position 4 of 500, about 1 minute");
    expect(waitText(line("311", {}), drops(queued))).toBe("position 312 of 500");
  });

  it("for a retry shows the failed attempts and the time of the next one", () => {
    const againAt = new Date(2026, 0, 1, 12, 4, 5).toISOString();
    const trouble = { kind: "retried", reason: "503", tries: 3, mostTries: null, againAt, needsPerson: false } as const;
    expect(waitText(line("a", { step: "uploading", trouble }), drops([]))).toBe(
      "attempt 3 failed, next retry by 12:04:05",
    );
  });

  it("without others shows no position", () => {
    expect(waitText(line("a", {}), drops([line("a", {})]))).toBe("");
    expect(waitText(line("a", { step: "uploading" }), drops([]))).toBe("");
  });
});
