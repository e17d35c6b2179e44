import type { Finding } from "../../validation/findings.ts";
import { numberText, visibleText } from "./words.ts";

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

/** Each finding with its line, the place marked, and how to fix it. */
export function FindingsView({ findings, findingCounts, excerpts, ruleHref }: FindingsProps) {
  const more = notListed(findings, findingCounts);
  return (
    <>
      <ol class="findings">
        {findings.map((finding, index) => (
          <FindingItem
            key={index}
            finding={finding}
            excerpt={excerpts?.[index] ?? null}
            href={ruleHref?.(finding.code)}
          />
        ))}
      </ol>
      {more !== "" && <p class="quiet">Not listed here: {more}.</p>}
    </>
  );
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
        {column !== null && <span class="place">column {visibleText(column)}</span>}
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

function notListed(findings: readonly Finding[], counts: Readonly<Record<string, number>>): string {
  const listed = (code: string) => findings.filter((finding) => finding.code === code).length;
  return Object.entries(counts)
    .filter(([code, count]) => count > listed(code))
    .map(([code, count]) => `${numberText(count - listed(code))} more ${code}`)
    .join(", ");
}
