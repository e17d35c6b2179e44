import * as z from "zod/mini";

/** A workspace id or a folder's name: what a key's part between two slashes, and a header, can contain. */
export const workspaceWord = z
  .string()
  .check(z.regex(/^[\w.-]{1,100}$/, "Letters, digits, '.', '_' and '-', 100 at most"));

/** Whether a file whose errors can all be fixed without guessing is published in its fixed form. */
export const fixSetting = z.enum(["off", "on"]);

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
