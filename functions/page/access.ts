import { INCOMING_PREFIX } from "../drops/drop.ts";
import { DEFINITION_FILE } from "../drops/folder-keys.ts";
import { KEY_LIMIT_BYTES } from "../drops/object-keys.ts";
import type { DropRecord } from "../drops/records/drop-record.ts";
import { isWorkspaceFolder, type Workspaces, workspaceNamed } from "../drops/workspaces.ts";
import type { Workspace } from "./page-types.ts";

/** Who sends a request, and what they may see: everything, or some workspaces. */
export interface Person {
  /** null where nobody signs in. */
  readonly name: string | null;
  readonly workspaces: "all" | readonly string[];
}

/**
 * What one person may see and do. Someone with access to some workspaces sees the drops that go there, and uses the folders of
 * these workspaces. A folder that is no workspace's is only for those who see everything, whatever its definition names.
 */
export interface Access {
  readonly person: Person;
  /** Where files may be uploaded to. */
  readonly workspaces: readonly Workspace[];
  seesDrop(record: Pick<DropRecord, "key" | "workspaceId">): boolean;
  /** @param path below `incoming/` */
  usesFolder(path: string): boolean;
  /** Whether a file may be uploaded as this object. */
  uploadsTo(key: string): boolean;
  /** The workspace of what is uploaded as this object, as far as its path says; null where it does not. */
  workspaceOf(key: string): string | null;
}

export function accessOf(person: Person, workspaces: Workspaces): Access {
  const own = person.workspaces;
  const places = workspacesFor(person, workspaces);

  function usesFolder(path: string): boolean {
    if (own === "all") return true;
    const owner = workspaceNamed(firstFolder(`${path}/`) ?? "", workspaces);
    return owner !== null && own.includes(owner);
  }

  return {
    person,
    workspaces: places,
    usesFolder,
    seesDrop({ key, workspaceId }) {
      if (own === "all") return true;
      if (workspaceId === null || !own.includes(workspaceId)) return false;
      // Metadata may name a workspace in the folder of another one: the pipeline rejects that, and it stays where it is.
      const folder = firstFolder(pathOf(key));
      return folder === undefined || !isWorkspaceFolder(folder, workspaces) || usesFolder(folder);
    },
    uploadsTo(key) {
      if (!isUploadKey(key)) return false;
      return own === "all" || (firstFolder(pathOf(key)) !== undefined && usesFolder(pathOf(key)));
    },
    workspaceOf(key) {
      const folder = firstFolder(pathOf(key));
      if (folder === undefined) return workspaces.defaultId ?? null;
      return isWorkspaceFolder(folder, workspaces) || own !== "all" ? workspaceNamed(folder, workspaces) : null;
    },
  };
}

/** The default workspace first. Someone with access to some workspaces uploads to each one's own folder. */
function workspacesFor({ workspaces: own }: Person, { allowed, defaultId }: Workspaces): Workspace[] {
  const folderOf = (id: string) => allowed.find((workspace) => workspace.id === id)?.prefix ?? id;
  const ids = own === "all" ? allowed.map(({ id }) => id) : own;
  const others = ids.filter((id) => id !== defaultId);
  const hasDefault = defaultId !== undefined && (own === "all" || own.includes(defaultId));
  return [
    ...(hasDefault
      ? [{ id: defaultId, label: folderOf(defaultId), prefix: own === "all" ? "" : `${folderOf(defaultId)}/` }]
      : []),
    ...others.map((id) => ({ id, label: folderOf(id), prefix: `${folderOf(id)}/` })),
  ];
}

function pathOf(key: string): string {
  return key.slice(INCOMING_PREFIX.length);
}

/** As ingest reads it, which ignores spaces at its ends; undefined for a path without folders. */
function firstFolder(path: string): string | undefined {
  const slash = path.indexOf("/");
  return slash < 0 ? undefined : path.slice(0, slash).trim();
}

/**
 * Whether a key is a file's below `incoming/`. A definition is saved by a call of its own. Browsers and proxies resolve `.` and
 * `..` in a URL's path, so that such a key is another one to them.
 */
function isUploadKey(key: string): boolean {
  if (!key.startsWith(INCOMING_PREFIX) || Buffer.byteLength(key) > KEY_LIMIT_BYTES) return false;
  const parts = pathOf(key).split("/");
  return (
    parts.every((part) => part !== "" && part !== "." && part !== "..") &&
    parts.at(-1) !== DEFINITION_FILE &&
    !/\p{Cc}/u.test(key) &&
    key.isWellFormed()
  );
}
