import * as z from "zod/mini";

/** A workspace id or a folder's name: what a key's part between two slashes, and a header, can contain. */
export const workspaceWord = z
  .string()
  .check(z.regex(/^[\w.-]{1,100}$/, "Letters, digits, '.', '_' and '-', 100 at most"));

/** Whether a file whose errors can all be fixed without guessing is published in its fixed form. */
export const fixSetting = z.enum(["off", "on"]);
export type FixSetting = z.infer<typeof fixSetting>;

const workspace = z.strictObject({
  /** The workspace's id in the dataset service. */
  id: workspaceWord,
  /** A folder's name for people, in place of the id: files in `incoming/<prefix>/` go to this workspace. */
  prefix: z.optional(workspaceWord),
  /** Whether its files are fixed, if not as the stack's setting has it. */
  fix: z.optional(fixSetting),
});

/** A workspace that files may go to: by its id, or by a folder's name for people. */
export type Workspace = z.infer<typeof workspace>;
/** As a deployment's settings and the functions' environment have them. */
export const workspaceList = z.array(workspace);

/** Where a deployment's files may go. */
export interface Workspaces {
  /** Empty where none is named: then it is for the token to say. */
  readonly allowed: readonly Workspace[];
  /** For files that name none. */
  readonly defaultId: string | undefined;
}

/** What an id looks like; anything else is no workspace's, in any account. */
const ID = /^(?=.*[A-Za-z0-9])[\w.-]{1,100}$/;

/** The id of the workspace that a folder or a metadata value names; null where there is no such workspace here. */
export function workspaceNamed(name: string, { allowed }: Workspaces): string | null {
  if (allowed.length === 0) return ID.test(name) ? name : null;
  return allowed.find(({ id, prefix }) => id === name || prefix === name)?.id ?? null;
}

/** The service's workspace ids are 24 hexadecimal digits. */
const SERVICE_ID = /^[0-9a-f]{24}$/i;

/** Whether a folder is a workspace's, so that what lies in it must go there. */
export function isWorkspaceFolder(folder: string, workspaces: Workspaces): boolean {
  if (workspaces.allowed.length === 0) return SERVICE_ID.test(folder);
  return workspaceNamed(folder, workspaces) !== null;
}
