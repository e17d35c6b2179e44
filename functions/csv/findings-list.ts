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

/** What a rule says: the finding without its severity, which is a setting's to say. */
export type Said = Omit<Finding, "severity" | "code">;

/** Collects findings in bounded memory: counts all, and keeps enough of each code to list the ones that matter most. */
export class FindingsList {
  readonly #severities: Readonly<Record<FindingCode, Severity | "off">>;
  readonly #counts = new Map<FindingCode, number>();
  /** A place for each finding that was reserved; undefined until it has been put into words. */
  readonly #kept = new Map<FindingCode, (Finding | undefined)[]>();
  #hasError = false;

  constructor(severities: Severities = {}) {
    this.#severities = { ...DEFAULT_SEVERITIES, ...severities };
  }

  /** @param say makes the finding's words, and is only called where they will be needed */
  add(code: FindingCode, say: () => Said): void {
    this.reserve(code)?.(say());
  }

  /**
   * Counts a finding whose words will follow.
   *
   * @returns what takes the words; undefined where they are not needed
   */
  reserve(code: FindingCode): ((said: Said) => void) | undefined {
    const severity = this.#severities[code];
    if (severity === "off") return undefined;
    this.count(code, 1);
    const kept = this.#kept.get(code) ?? [];
    if (kept.length === LISTED_FINDINGS) return undefined;
    const index = kept.push(undefined) - 1;
    this.#kept.set(code, kept);
    return (said) => {
      kept[index] = { code, severity, ...said };
    };
  }

  /** Counts findings that nothing more is said of. */
  count(code: FindingCode, count: number): void {
    const severity = this.#severities[code];
    if (severity === "off" || count === 0) return;
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
    const kept = [...this.#kept.values()].map((findings) => findings.filter((finding) => finding !== undefined));
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
