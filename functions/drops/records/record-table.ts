/**
 * The table of records: an item for each drop, by the drop's id. Its indexes hold the same items:
 *
 * - `by-workspace`: a workspace's drops, by the time they were uploaded
 * - `by-state`: all drops in a state, by the time they were uploaded
 * - `changes`: what changed in an hour, by the time of the change
 */
export const RECORD_INDEXES = {
  "by-workspace": { partition: "workspaceId", sort: "listedAt" },
  "by-state": { partition: "state", sort: "listedAt" },
  changes: { partition: "changedHour", sort: "changedAt" },
} as const;
export type RecordIndex = keyof typeof RECORD_INDEXES;

/** The attribute after which DynamoDB deletes an item, in seconds since the epoch. */
export const RECORD_EXPIRY = "expiration";

/** Sorts by the time of the upload, and tells drops of the same moment apart. */
export function listedAt(startedAt: string, id: string): string {
  return `${startedAt} ${id}`;
}

/** The hour of a time in ISO 8601: its first 13 characters. */
export function hourOf(time: string): string {
  return time.slice(0, 13);
}
