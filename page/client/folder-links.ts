import { INCOMING_PREFIX } from "../../functions/drops/prefixes.ts";

const EDIT = "/folders/edit/";

/** The address of the editor of a folder. */
export function editPath(path: string): string {
  return EDIT + path.split("/").map(encodeURIComponent).join("/");
}

/** The folder that an address is the editor of; undefined if it is no such address. */
export function editedFolder(address: string): string | undefined {
  if (!address.startsWith(EDIT)) return undefined;
  try {
    return address.slice(EDIT.length).split("/").map(decodeURIComponent).join("/");
  } catch {
    // It was not written by this page.
    return undefined;
  }
}

/** The path of a key's folder below `incoming/`; empty for `incoming/` itself. */
export function folderOfKey(key: string): string {
  return key.slice(INCOMING_PREFIX.length, Math.max(INCOMING_PREFIX.length, key.lastIndexOf("/")));
}
