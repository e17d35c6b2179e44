/**
 * The table of records: an item for each drop, by the drop's id. Its indexes hold the same items:
 *
 * - `by-workspace`: a workspace's drops, by the time they were uploaded
 * - `by-state`: all drops in a state, by the time they were uploaded; and the folders with a definition, by their paths
 * - `changes`: what changed in an hour, by the time of the change
 */
export const RECORD_INDEXES = {
  "by-workspace": { partition: "workspaceId", sort: "listedAt" },
  "by-state": { partition: "state", sort: "listedAt" },
  changes: { partition: "changedHour", sort: "changedAt" },
} as const;
export type RecordIndex = keyof typeof RECORD_INDEXES;

/** The state of an item that is a folder with a definition, in place of a drop. It is kept for good. */
export const FOLDER_STATE = "folder";

const FOLDER = "folder ";

/** The item's id, and what it is listed by: the path of `incoming/` itself is empty, and an index has no empty keys. */
export function folderItem(path: string): string {
  return FOLDER + path;
}

export function pathOfFolderItem(item: string): string {
  return item.slice(FOLDER.length);
}

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
