import { DEFAULT_SEVERITIES, type Finding, type FindingCode, type Severities, type Severity } from "./findings.ts";

/** How many findings a report lists. All are counted. */
export const LISTED_FINDINGS = 100;

/** What a rule says: the finding without its severity, which is a setting's to say. */
export type Said = Omit<Finding, "severity" | "code">;

/** Collects findings in bounded memory: counts all, and keeps enough of each code to list the ones that matter most. */
export class FindingsList {
  readonly #severities: Readonly<Record<FindingCode, Severity | "off">>;
  readonly #counts = new Map<FindingCode, number>();
  readonly #kept = new Map<FindingCode, Finding[]>();
  #hasError = false;

  constructor(severities: Severities = {}) {
    this.#severities = { ...DEFAULT_SEVERITIES, ...severities };
  }

  /** @param say makes the finding's words, and is only called where they will be needed */
  add(code: FindingCode, say: () => Said): void {
    const severity = this.#severities[code];
    if (severity === "off") return;
    if (severity === "error") this.#hasError = true;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    const kept = this.#kept.get(code) ?? [];
    if (kept.length === LISTED_FINDINGS) return;
    kept.push({ code, severity, ...say() });
    this.#kept.set(code, kept);
  }

  /** Whether anything that was found rejects the file. */
  get hasError(): boolean {
    return this.#hasError;
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** The findings to list, errors first, each in the order of their lines; no code is crowded out by another. */
  listed(): Finding[] {
    const first = [...this.#kept.values()].flatMap((kept) => kept.slice(0, 1));
    const rest = [...this.#kept.values()].flatMap((kept) => kept.slice(1)).sort(byWeight);
    return [...first, ...rest].slice(0, LISTED_FINDINGS).sort(byWeight);
  }
}

function byWeight(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return a.severity === "error" ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
