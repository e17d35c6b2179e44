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
