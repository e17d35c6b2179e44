import * as z from "zod/mini";

const workspace = z.object({ id: z.string(), prefix: z.optional(z.string()) });

/** A workspace that files may go to: by its id, or by a folder's name for people. */
export type Workspace = z.infer<typeof workspace>;
export const workspaceList = z.array(workspace);

/** Where a deployment's files may go. */
export interface Workspaces {
  /** Empty where none is named: then it is for the token to say. */
  readonly allowed: readonly Workspace[];
  /** For files that name none. */
  readonly defaultId: string | undefined;
}

/** What an id looks like; anything else is no workspace's, whoever is asked. */
const ID = /^(?=.*[A-Za-z0-9])[\w.-]{1,100}$/;

/** The id of the workspace that a folder or a metadata value names; null where there is no such workspace here. */
export function workspaceNamed(name: string, { allowed }: Workspaces): string | null {
  if (allowed.length === 0) return ID.test(name) ? name : null;
  return allowed.find(({ id, prefix }) => id === name || prefix === name)?.id ?? null;
}
