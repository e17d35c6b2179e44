import type { ImportStatus, StoredImport } from "./typed-dataset.ts";

/** What an import is doing at one time. */
export interface Moment {
  readonly status: ImportStatus;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** How much of its time is over, from 0 to 1. */
  readonly share: number;
}

type ArrivedImport = StoredImport & { arrival: NonNullable<StoredImport["arrival"]> };

/** The imports whose files arrived, in the order in which they are processed: that of their arrival. */
export function inOrder(imports: readonly StoredImport[]): ArrivedImport[] {
  return imports
    .filter((job): job is ArrivedImport => job.arrival !== null && job.arrival.end.ends !== "untouched")
    .sort((a, b) => a.arrival.order - b.arrival.order);
}

/** Whether a fault keeps it from ending. */
export function isHeld({ arrival }: ArrivedImport): boolean {
  return arrival.end.ends === "queued" || arrival.end.ends === "processing";
}

/**
 * What each import of a dataset is doing, by its id. Each is processing for its time, and longer only where its file takes
 * longer to read; the next one begins when it has ended.
 */
export function timeline(imports: readonly StoredImport[], now: number): Map<string, Moment> {
  const moments = new Map<string, Moment>(
    imports.map(({ id, createdAt }) => [id, { status: "uninitialised", since: Date.parse(createdAt), share: 0 }]),
  );
  let free = Number.NEGATIVE_INFINITY;
  for (const job of inOrder(imports)) {
    const { id, arrival, outcome } = job;
    const start = Math.max(arrival.at, free);
    const end = isHeld(job) || !outcome ? Number.POSITIVE_INFINITY : Math.max(start + arrival.milliseconds, outcome.at);
    free = end;
    if (now < start || arrival.end.ends === "queued") {
      moments.set(id, { status: "queued", since: arrival.at, share: 0 });
    } else if (!outcome || now < end) {
      moments.set(id, { status: "processing", since: start, share: (now - start) / (end - start) || 0 });
    } else {
      moments.set(id, { status: outcome.status, since: end, share: 1 });
    }
  }
  return moments;
}

/** The imports that have ended, in the order in which their records come. */
export function endedImports(imports: readonly StoredImport[], now: number) {
  const moments = timeline(imports, now);
  return inOrder(imports).flatMap(({ id, outcome }) =>
    outcome && moments.get(id)?.share === 1 ? [{ id, written: outcome.written }] : [],
  );
}

/** Whether an uploaded file is under way, so that nothing can be appended. What was appended itself ends at once. */
export function isUnderWay(imports: readonly StoredImport[], now: number): boolean {
  const moments = timeline(imports, now);
  return imports.some(({ id, type, arrival }) => type === "upload" && arrival !== null && moments.get(id)?.share !== 1);
}
