import { useEffect, useMemo } from "preact/hooks";
import type { Outcome } from "../../../functions/drops/report.ts";
import { query, replaceQuery } from "../location.ts";
import { useStore } from "../store.ts";

export type OutcomeFilter = "all" | "in-progress" | Outcome;

export const OUTCOME_FILTERS: readonly (readonly [OutcomeFilter, string])[] = [
  ["all", "All"],
  ["in-progress", "In progress"],
  ["ready", "Ready"],
  ["partial", "Partial"],
  ["accepted", "Definitions"],
  ["rejected", "Rejected"],
  ["failed", "Failed"],
];

/** Which drops are listed. It is in the address, so that it stays when somebody comes back or reloads the page. */
export interface DropsFilter {
  readonly outcome: OutcomeFilter;
  /** What the names contain. */
  readonly name: string;
}

/** @param search the address's query; what it says of other things, or wrongly, is left out */
function filterOf(search: string): DropsFilter {
  const said = new URLSearchParams(search);
  const [outcome] = OUTCOME_FILTERS.find(([value]) => value === said.get("outcome")) ?? (["all"] as const);
  return { outcome, name: said.get("name") ?? "" };
}

/** The query that says it; empty for all drops. */
function searchOf({ outcome, name }: DropsFilter): string {
  const said = new URLSearchParams({ ...(outcome !== "all" && { outcome }), ...(name !== "" && { name }) });
  return said.size === 0 ? "" : `?${said}`;
}

let lastSearch = "";

/** Where the list is, as it was filtered when it was shown last. */
export function listAddress(): string {
  return `/${lastSearch}`;
}

/** The list's filter, and what changes a part of it. */
export function useDropsFilter(): readonly [DropsFilter, (part: Partial<DropsFilter>) => void] {
  const search = useStore(query);
  const filter = useMemo(() => filterOf(search), [search]);
  useEffect(() => {
    lastSearch = searchOf(filter);
  }, [filter]);
  return [filter, (part) => replaceQuery(searchOf({ ...filter, ...part }))];
}
