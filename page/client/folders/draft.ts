import {
  type FolderFiles,
  type Mistake,
  pathPart,
  readDefinition,
} from "../../../functions/drops/folder-definition.ts";
import { LOCAL_WORKSPACE } from "../../../functions/drops/local-workspace.ts";
import type { FolderLine } from "../../../functions/page/folder-line.ts";
import { folderProblem } from "../../../functions/page/folder-path.ts";
import type { Workspace } from "../../../functions/page/page-types.ts";
import type { FieldType } from "../../../functions/validation/schema/dataset-schema.ts";
import type { SchemaProposal } from "../../../functions/validation/schema/propose-schema.ts";

/** A definition while it is written. */
export interface Draft {
  /** The path of a folder that is there already; undefined for a new one. */
  readonly path: string | undefined;
  /** Of a new folder. */
  readonly workspace: Workspace | undefined;
  /** Of a new folder, below the workspace's prefix. */
  readonly folder: string;
  readonly name: string;
  readonly workspaceId: string | undefined;
  readonly strict: boolean;
  readonly files: FolderFiles;
  readonly fields: readonly DraftField[];
}

export interface DraftField {
  /** Stays the same while the field is renamed and moved. */
  readonly id: number;
  readonly name: string;
  readonly type: FieldType;
  readonly label: string;
  /** Why a proposed field is what it is. */
  readonly reason?: string | undefined;
}

let lastId = 0;

export function newField(name = "", type: FieldType = "text", label = "", reason?: string): DraftField {
  return { id: ++lastId, name, type, label, reason };
}

export function newDraft(workspace: Workspace | undefined): Draft {
  return {
    path: undefined,
    workspace,
    folder: "",
    name: "",
    workspaceId: undefined,
    strict: false,
    files: "a-dataset-each",
    fields: [newField()],
  };
}

/** The draft of a folder that is there; without a definition that can be read, it starts over. */
export function draftOf({ path, definition }: FolderLine): Draft {
  const start = { ...newDraft(undefined), path };
  if (!definition) return start;
  const { name = "", workspaceId, schema, files } = definition;
  const fields = Object.entries(schema.fields).map(([field, { type, label }]) => newField(field, type, label));
  return { ...start, name, workspaceId, strict: schema.strict, files, fields };
}

/** The fields that were proposed from a file. */
export function proposedPart({ schema, reasons }: SchemaProposal): Pick<Draft, "strict" | "fields"> {
  const fields = [...schema.fields].map(([field, { type, label }]) => newField(field, type, label, reasons.get(field)));
  return { strict: schema.strict, fields };
}

/** The folder's path below `incoming/`. */
export function pathOf({ path, workspace, folder }: Draft): string {
  return path ?? (workspace?.prefix ?? "") + folder.normalize();
}

/** What `_dataset.json` will hold. */
export function definitionText(draft: Draft): string {
  const { name, strict, files, fields } = draft;
  const workspaceId = workspaceIdOf(draft);
  const entries = fields.map(({ name: field, type, label }) => [field, { type, ...(label !== "" && { label }) }]);
  const definition = {
    ...(name !== "" && { name }),
    ...(workspaceId !== undefined && { workspaceId }),
    files,
    schema: { strict, fields: Object.fromEntries(entries) },
  };
  return `${JSON.stringify(definition, null, 2)}\n`;
}

/** A new folder that is below no workspace's prefix names its workspace itself, unless only the local run has it. */
function workspaceIdOf({ path, workspace, workspaceId }: Draft): string | undefined {
  const id = path === undefined && workspace?.prefix === "" ? workspace.id : workspaceId;
  return id === LOCAL_WORKSPACE ? undefined : id;
}

/** Where in the form a mistake is: `folder`, `name`, `schema`, or a field's id with the part of it. */
export type FormPlace = "folder" | "name" | "schema" | `${number}.${"name" | "type" | "label"}`;

/** Everything that is wrong with a draft, by its place in the form. */
export function mistakesOf(
  draft: Draft,
  others: { readonly folders: readonly FolderLine[]; readonly workspaces: readonly Workspace[] },
): ReadonlyMap<FormPlace, string> {
  const found = new Map<FormPlace, string>();
  const add = (place: FormPlace, message: string | null) => {
    if (message !== null && !found.has(place)) found.set(place, message);
  };
  if (draft.path === undefined) add("folder", newFolderProblem(draft, others));
  const names = new Set<string>();
  for (const { id, name } of draft.fields) {
    if (names.has(name) && name !== "") add(`${id}.name`, "Another field has this name already.");
    names.add(name);
  }
  const reading = readDefinition(new TextEncoder().encode(definitionText(draft)));
  for (const mistake of reading.ok ? [] : reading.mistakes) add(placeOf(mistake, draft), mistake.message);
  return found;
}

function newFolderProblem(
  draft: Draft,
  { folders, workspaces }: { readonly folders: readonly FolderLine[]; readonly workspaces: readonly Workspace[] },
): string | null {
  if (draft.folder.trim() === "") return "The folder needs a name.";
  const path = pathOf(draft);
  const [first] = path.split("/");
  const other = workspaces.find(({ id, prefix }) => first === id || `${first}/` === prefix);
  if (draft.workspace?.prefix === "" && other) return "A workspace has this name: choose it as the workspace instead.";
  if (folders.some((folder) => folder.path === path)) return "This folder has a definition already: edit that one.";
  return folderProblem(path);
}

function placeOf({ path }: Mistake, { fields }: Draft): FormPlace {
  if (path === "name") return "name";
  for (const part of ["name", "type", "label"] as const) {
    const at = (name: string) => `schema.fields.${pathPart(name)}${part === "name" ? "" : `.${part}`}`;
    const field = fields.find(({ name }) => at(name) === path);
    if (field) return `${field.id}.${part}`;
  }
  return "schema";
}
