import type { Drop } from "./drop.ts";
import { INCOMING_PREFIX } from "./prefixes.ts";

/** A file of this name says what the datasets of its folder are. */
export const DEFINITION_FILE = "_dataset.json";

/** A key's folder, as its path below `incoming/`; empty for `incoming/` itself. */
export function folderOf({ key }: Pick<Drop, "key">): string {
  return key.slice(INCOMING_PREFIX.length, Math.max(INCOMING_PREFIX.length, key.lastIndexOf("/")));
}

export function isDefinitionFile({ key }: Pick<Drop, "key">): boolean {
  return key.slice(key.lastIndexOf("/") + 1) === DEFINITION_FILE;
}
