import type { DropLine } from "../../../functions/page/page-types.ts";

/** The drops that are known here. */
export interface DropLines {
  readonly byId: ReadonlyMap<string, DropLine>;
  /** Newest first. */
  readonly sorted: readonly DropLine[];
}

export const NO_DROPS: DropLines = { byId: new Map(), sorted: [] };

/** Adds what an answer has of drops. It may repeat what is known, or be older: of each drop, what was written last stays. */
export function mergeDrops(known: DropLines, lines: readonly DropLine[]): DropLines {
  const news = lines.filter((line) => !isNewer(known.byId.get(line.id), line));
  if (news.length === 0) return known;
  const byId = new Map(known.byId);
  for (const line of news) if (!isNewer(byId.get(line.id), line)) byId.set(line.id, line);
  return { byId, sorted: [...byId.values()].sort(newestFirst) };
}

function isNewer(known: DropLine | undefined, line: DropLine): boolean {
  return known !== undefined && known.changedAt > line.changedAt;
}

function newestFirst(a: DropLine, b: DropLine): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
