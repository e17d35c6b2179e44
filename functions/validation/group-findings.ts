import type { Finding } from "./findings.ts";

/** The findings of one code. */
export interface FindingGroup<F extends Finding = Finding> {
  readonly code: string;
  /** How many there are, listed or not. */
  readonly count: number;
  /** Those that are listed; none if the list had no room for them. */
  readonly listed: readonly F[];
}

/** How many findings of a code are shown before the rest is summed up or folded away. */
export const SHOWN_OF_CODE = 3;

/** The findings of each code together: codes with errors first, then in the order in which each comes first. */
export function groupFindings<F extends Finding>(
  findings: readonly F[],
  findingCounts: Readonly<Record<string, number>>,
): FindingGroup<F>[] {
  const byCode = new Map<string, F[]>();
  for (const finding of findings) {
    const listed = byCode.get(finding.code);
    if (listed) listed.push(finding);
    else byCode.set(finding.code, [finding]);
  }
  const isError = ([, listed]: [string, F[]]) => listed.some(({ severity }) => severity === "error");
  const sorted = [...byCode].sort((a, b) => Number(isError(b)) - Number(isError(a)));
  const unlisted = Object.keys(findingCounts).filter((code) => !byCode.has(code));
  return [...sorted, ...unlisted.map((code): [string, F[]] => [code, []])].map(([code, listed]) => ({
    code,
    count: Math.max(findingCounts[code] ?? 0, listed.length),
    listed,
  }));
}
