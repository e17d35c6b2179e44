import {
  DEFAULT_SEVERITIES,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type Severities,
  type Severity,
} from "./findings.ts";

/** How many findings a report lists. All are counted. */
export const LISTED_FINDINGS = 100;

/** What a rule says: the finding without its severity, which a setting decides. */
export interface Said extends Omit<Finding, "severity" | "code"> {
  /** Where a rule is milder in this place than by default; a setting of its code still decides. */
  readonly severity?: "warning" | undefined;
}

/** Collects findings in bounded memory: counts all, and keeps enough of each code to list the ones that matter most. */
export class FindingsList {
  readonly #set: Severities;
  readonly #counts = new Map<FindingCode, number>();
  readonly #kept = new Map<FindingCode, Finding[]>();
  #hasError = false;

  constructor(severities: Severities = {}) {
    this.#set = severities;
  }

  /** Whether a code is looked for at all. */
  isWanted(code: FindingCode): boolean {
    return this.#set[code] !== "off";
  }

  /** Whether a code was found. */
  has(code: FindingCode): boolean {
    return this.#counts.has(code);
  }

  /** Whether a finding of a code rejects the file. */
  rejects(code: FindingCode): boolean {
    return (this.#set[code] ?? DEFAULT_SEVERITIES[code]) === "error";
  }

  /** @param say makes the finding's words, and is only called where they will be needed */
  add(code: FindingCode, say: () => Said): void {
    if (!this.isWanted(code)) return;
    const kept = this.#kept.get(code) ?? [];
    this.#kept.set(code, kept);
    if (kept.length === LISTED_FINDINGS) {
      this.count(code, 1);
      return;
    }
    const { severity: milder, ...said } = say();
    const severity = this.#set[code] ?? milder ?? DEFAULT_SEVERITIES[code];
    if (severity === "off") return;
    kept.push({ code, severity, ...said });
    this.#found(code, severity, 1);
  }

  /** Counts findings that nothing more is said of. */
  count(code: FindingCode, count: number): void {
    // As severe as those of its kind that were said last: a rule may be milder in some places.
    const severity = this.#set[code] ?? this.#kept.get(code)?.at(-1)?.severity ?? DEFAULT_SEVERITIES[code];
    if (severity !== "off" && count > 0) this.#found(code, severity, count);
  }

  #found(code: FindingCode, severity: Severity, count: number): void {
    if (severity === "error") this.#hasError = true;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + count);
  }

  /** Whether anything that was found rejects the file. */
  get hasError(): boolean {
    return this.#hasError;
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => rankOf(a) - rankOf(b)));
  }

  /** The findings to list, errors first, each in the order of their lines; no code is crowded out by another. */
  listed(): Finding[] {
    const kept = [...this.#kept.values()];
    const first = kept.flatMap((findings) => findings.slice(0, 1));
    const rest = kept.flatMap((findings) => findings.slice(1)).sort(byWeight);
    return [...first, ...rest].slice(0, LISTED_FINDINGS).sort(byWeight);
  }
}

const RANKS: ReadonlyMap<string, number> = new Map(FINDING_CODES.map((code, rank) => [code, rank]));

function rankOf(code: string): number {
  return RANKS.get(code) ?? 0;
}

function byWeight(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return a.severity === "error" ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || rankOf(a.code) - rankOf(b.code);
}
