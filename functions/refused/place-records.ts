import type { RefusedRecord } from "../datasets/import.ts";
import type { FileRecord } from "./read-records.ts";

/** Whether the service counts records from 0 or from 1; undefined where nothing shows it. */
export type IndexBase = 0 | 1 | undefined;

/**
 * Finds out where the service's indexes start, which the contract leaves open: by an index that only one of the two has, or
 * by what is at fault in the records that each would mean.
 *
 * @param total how many records the file has
 * @param isAtFault whether a record has a value that the service may refuse for this reason
 */
export function findIndexBase(
  errors: readonly RefusedRecord[],
  total: number,
  isAtFault: (error: RefusedRecord, index: number) => boolean,
): IndexBase {
  if (errors.some(({ index }) => index === 0)) return 0;
  if (errors.some(({ index }) => index === total)) return 1;
  const faults = ([0, 1] as const).map((base) => errors.filter((error) => isAtFault(error, error.index - base)).length);
  const [fromZero = 0, fromOne = 0] = faults;
  if (fromZero === fromOne) return undefined;
  return fromZero > fromOne ? 0 : 1;
}

/** The records that an error may be about: one, or two where it is not known how the service counts. */
export function recordsOf(
  { index }: RefusedRecord,
  base: IndexBase,
  records: ReadonlyMap<number, FileRecord>,
): FileRecord[] {
  const places = base === undefined ? [index - 1, index] : [index - base];
  return places.flatMap((place) => records.get(place) ?? []);
}
