import type { Finding } from "../../validation/findings.ts";
import { type FindingGroup, groupFindings, SHOWN_OF_CODE } from "../../validation/group-findings.ts";
import { numberText } from "../../validation/number-text.ts";
import { plural, visibleText } from "./words.ts";

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

/** Each finding with its line, the place marked, and how to fix it. Those of a code are together, the first few shown. */
export function FindingsView({ findings, findingCounts, excerpts, ruleHref }: FindingsProps) {
  const places = findings.map((finding, index): FoundPlace => ({ ...finding, excerpt: excerpts?.[index] ?? null }));
  const groups = groupFindings(places, findingCounts);
  const unlisted = groups.filter(({ listed }) => listed.length === 0);
  return (
    <>
      {groups.map((group) =>
        group.listed.length === 0 ? null : (
          <FindingGroupView key={group.code} {...group} href={ruleHref?.(group.code)} />
        ),
      )}
      {unlisted.length > 0 && (
        <p class="quiet">{unlisted.map(({ code, count }) => unlistedText(count, code)).join(" ")}</p>
      )}
    </>
  );
}

interface FoundPlace extends Finding {
  readonly excerpt: Excerpt | null;
}

interface FindingGroupProps extends FindingGroup<FoundPlace> {
  readonly href: string | undefined;
}

function FindingGroupView({ code, count, listed, href }: FindingGroupProps) {
  const shown = listed.slice(0, SHOWN_OF_CODE);
  const folded = listed.slice(SHOWN_OF_CODE);
  const notListed = count - listed.length;
  const toItem = (place: FoundPlace, index: number) => <FindingItem key={index} place={place} href={href} />;
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
  readonly place: FoundPlace;
  readonly href: string | undefined;
}

function FindingItem({ place, href }: FindingItemProps) {
  const { severity, code, line, column, message, hint, excerpt } = place;
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
