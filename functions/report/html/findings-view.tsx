import type { Finding } from "../../validation/findings.ts";
import { numberText, plural, visibleText } from "./words.ts";

/** The line that a finding is about, in three parts: before the place, the place, and after it. */
export interface Excerpt {
  readonly before: string;
  /** Empty where something is missing at this place. */
  readonly marked: string;
  readonly after: string;
}

export interface FindingsProps {
  readonly findings: readonly Finding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  /** One for each finding, in the same order; null where there is no line to show. */
  readonly excerpts?: readonly (Excerpt | null)[] | undefined;
  /** The address of the section that explains a rule. */
  readonly ruleHref?: ((code: string) => string) | undefined;
}

/** How many findings of a code are shown before the rest is folded away. */
const SHOWN_OF_CODE = 3;

/** Each finding with its line, the place marked, and how to fix it. Those of a code are together, the first few shown. */
export function FindingsView({ findings, findingCounts, excerpts, ruleHref }: FindingsProps) {
  const groups = groupByCode(findings, excerpts ?? []);
  const unlisted = Object.entries(findingCounts).filter(([code]) => !groups.has(code));
  return (
    <>
      {[...groups].map(([code, found]) => (
        <FindingGroup
          key={code}
          code={code}
          count={Math.max(findingCounts[code] ?? 0, found.length)}
          found={found}
          href={ruleHref?.(code)}
        />
      ))}
      {unlisted.length > 0 && (
        <p class="quiet">{unlisted.map(([code, count]) => unlistedText(count, code)).join(" ")}</p>
      )}
    </>
  );
}

interface FoundPlace {
  readonly finding: Finding;
  readonly excerpt: Excerpt | null;
}

/** In the order in which each code comes first. */
function groupByCode(findings: readonly Finding[], excerpts: readonly (Excerpt | null)[]): Map<string, FoundPlace[]> {
  const groups = new Map<string, FoundPlace[]>();
  for (const [index, finding] of findings.entries()) {
    const place = { finding, excerpt: excerpts[index] ?? null };
    const group = groups.get(finding.code);
    if (group) group.push(place);
    else groups.set(finding.code, [place]);
  }
  return groups;
}

interface FindingGroupProps {
  readonly code: string;
  /** How many findings of this code there are, listed or not. */
  readonly count: number;
  readonly found: readonly FoundPlace[];
  readonly href: string | undefined;
}

function FindingGroup({ code, count, found, href }: FindingGroupProps) {
  const shown = found.slice(0, SHOWN_OF_CODE);
  const folded = found.slice(SHOWN_OF_CODE);
  const notListed = count - found.length;
  const toItem = (place: FoundPlace, index: number) => <FindingItem key={index} {...place} href={href} />;
  return (
    <div class="finding-group">
      {count > SHOWN_OF_CODE && (
        <p class="group-head">
          <code>{code}</code> × {numberText(count)}
        </p>
      )}
      <ol class="findings">{shown.map(toItem)}</ol>
      {folded.length > 0 && (
        <details class="more">
          <summary>Show {numberText(folded.length)} more</summary>
          <ol class="findings" start={SHOWN_OF_CODE + 1}>
            {folded.map(toItem)}
          </ol>
        </details>
      )}
      {notListed > 0 && <p class="quiet">{unlistedText(notListed, code)}</p>}
    </div>
  );
}

function unlistedText(count: number, code: string): string {
  return `${plural(count, "more problem")} of the kind "${code}" ${count === 1 ? "is" : "are"} not listed.`;
}

interface FindingItemProps {
  readonly finding: Finding;
  readonly excerpt: Excerpt | null;
  readonly href: string | undefined;
}

function FindingItem({ finding, excerpt, href }: FindingItemProps) {
  const { severity, code, line, column, message, hint } = finding;
  return (
    <li class={`finding ${severity}`}>
      <p class="finding-head">
        <span class={`badge ${severity}`}>{severity}</span>
        {href === undefined ? (
          <code>{code}</code>
        ) : (
          <a href={href} target="_blank" rel="noopener">
            <code>{code}</code>
            <span class="unseen"> (opens the rule in a new tab)</span>
          </a>
        )}
        {line !== null && <span class="place">line {numberText(line)}</span>}
        {column !== null && (
          <span class="place">
            column <bdi>{visibleText(column)}</bdi>
          </span>
        )}
      </p>
      {excerpt !== null && <ExcerptLine excerpt={excerpt} line={line ?? 0} />}
      <p class="finding-message">{visibleText(message)}</p>
      <p class="finding-hint">{visibleText(hint)}</p>
    </li>
  );
}

function ExcerptLine({ excerpt: { before, marked, after }, line }: { excerpt: Excerpt; line: number }) {
  return (
    <p class="excerpt">
      <span class="line-number" aria-hidden="true">
        {line}
      </span>
      <code>
        {before}
        {marked === "" ? (
          <mark class="missing">
            <span class="unseen">(missing here)</span>
          </mark>
        ) : (
          <mark>{marked}</mark>
        )}
        {after}
      </code>
    </p>
  );
}
