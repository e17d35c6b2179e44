import type { DropLine } from "../../page/server/drop-line.ts";

const OUTCOMES = ["ready", "ready", "ready", "rejected", "failed"] as const;

/** Answered drops as the journal keeps them, a second apart; the last one is the newest. */
export function manyLines(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const line: DropLine = {
      id: index.toString(16).padStart(64, "0"),
      key: `incoming/reviews of product ${index}.csv`,
      versionId: "v1",
      bytes: 1000 + index,
      rows: index,
      step: "answered",
      done: null,
      trouble: null,
      outcome: OUTCOMES[index % OUTCOMES.length] ?? "ready",
      findings: index % 3,
      startedAt: new Date(1_700_000_000_000 + index * 1000).toISOString(),
      finishedAt: new Date(1_700_000_002_500 + index * 1000).toISOString(),
    };
    return `${JSON.stringify(line)}\n`;
  }).join("");
}
