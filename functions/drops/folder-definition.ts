import * as z from "zod/mini";
import { type SchemaJson, schemaJson } from "../datasets/schema-json.ts";
import { cutAt, nameUnseen, quoteValue } from "../validation/rules/quote-value.ts";
import { isInvisible } from "../validation/scanners/invisible.ts";
import { type DatasetSchema, FIELD_TYPES, isShown, type SchemaField } from "../validation/schema/dataset-schema.ts";
import { workspaceWord } from "./workspace-settings.ts";

/** Whether each file becomes a dataset, or all files of the folder are imported into one. */
export type FolderFiles = "a-dataset-each" | "one-dataset";

/** What the files of a folder become. */
export interface FolderDefinition {
  /** The dataset's name; without one, the folder's. */
  readonly name?: string | undefined;
  /** The workspace, where the folder does not name one. */
  readonly workspaceId?: string | undefined;
  readonly schema: DatasetSchema;
  readonly files: FolderFiles;
}

/** The same, in the form that is written and stored. */
export interface FolderDefinitionJson extends Omit<FolderDefinition, "schema"> {
  readonly schema: SchemaJson;
}

export function definitionJson({ name, workspaceId, schema, files }: FolderDefinition): FolderDefinitionJson {
  return {
    ...(name !== undefined && { name }),
    ...(workspaceId !== undefined && { workspaceId }),
    schema: schemaJson(schema),
    files,
  };
}

const QUOTED_LENGTH = 80;
const NAMES_LISTED = 5;
/** And what overrides the direction of the text after it: participants would read that backwards. */
const CONTROL = /[\p{Cc}\u202a-\u202e]/u;
/** A dataset's name goes from step to step and into events: a state and an event may have 256 KiB. An object's key has no more. */
const LONGEST_NAME = 1024;

function text(what: string) {
  return z.string({ error: ({ input }) => `${shown(input)} is not a string: ${what}.` }).check(
    z.refine((value) => !isInvisible(value) && !CONTROL.test(value), {
      error: ({ input }) => `${shown(input)} is empty, or has control characters: ${what}.`,
    }),
  );
}

const field = z.strictObject(
  {
    type: z.enum(FIELD_TYPES, {
      error: ({ input }) =>
        `${input === undefined ? "The type is missing" : `${shown(input)} is not a type`}: use one of ${FIELD_TYPES.join(", ")}.`,
    }),
    label: z.optional(text("a label is what participants read next to the value")),
  },
  { error: objectError("A field", `{"type": "text"}`) },
);

/** A map, since a field may have any name, `__proto__` too. */
const fields = z.pipe(
  z.custom<Readonly<Record<string, unknown>>>(isObject, {
    error: ({ input }) =>
      `${input === undefined ? "The fields are missing" : `${shown(input)} is not an object`}: name each field, such as {"question": {"type": "text"}}.`,
  }),
  z.transform((given, { issues }) => {
    const read = new Map<string, SchemaField>();
    const wrong = (path: PropertyKey[], message: string) =>
      issues.push({ code: "custom", path, message, input: given });
    for (const [name, value] of Object.entries(given)) {
      const { data, error } = field.safeParse(value);
      if (isInvisible(name)) wrong([name], "A field name needs at least one visible character.");
      else if (data && isShown(data.type) && data.label === undefined && CONTROL.test(name))
        wrong([name], "Participants would read this name, which has control characters: give the field a label.");
      if (data) read.set(name, data);
      for (const { path, message } of error?.issues ?? []) wrong([name, ...path], message);
    }
    const types = [...read.values()].map(({ type }) => type);
    const groups = [...read].filter(([, { type }]) => type === "task_group_id").map(([name]) => name);
    if (groups.length > 1) wrong([], `Only one field can be the task_group_id, and ${listed(groups)} are.`);
    if (Object.keys(given).length === 0) wrong([], "There is no field: a schema needs at least one.");
    else if (types.length === Object.keys(given).length && !types.some(isShown))
      wrong([], "Participants would see nothing: no field is a text, image_url, audio_url or video_url.");
    return read;
  }),
);

const schema = z.strictObject(
  {
    strict: z._default(z.boolean({ error: ({ input }) => `${shown(input)} is neither true nor false.` }), false),
    fields,
  },
  { error: objectError("The schema", `{"fields": {"question": {"type": "text"}}}`) },
);

/** What `_dataset.json` and the setting `folders` hold. */
export const folderDefinition = z.strictObject(
  {
    name: z.optional(
      text("it is the dataset's name").check(
        z.maxLength(LONGEST_NAME, `The name has more than ${LONGEST_NAME} characters: give a shorter one.`),
      ),
    ),
    workspaceId: z.optional(workspaceWord),
    schema,
    files: z._default(
      z.enum(["a-dataset-each", "one-dataset"], {
        error: ({ input }) => `${shown(input)} is neither "a-dataset-each" nor "one-dataset".`,
      }),
      "a-dataset-each",
    ),
  },
  { error: objectError("A definition", `{"schema": {"fields": {"question": {"type": "text"}}}}`) },
);

/** Something that is wrong with a definition. */
export interface Mistake {
  /** Such as `schema.fields.picture.type`; empty for the whole. */
  readonly path: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** The line of the file where its JSON ends to make sense; null for any other mistake. */
  readonly line: number | null;
}

export type DefinitionReading =
  | { readonly ok: true; readonly definition: FolderDefinition }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads the content of a `_dataset.json`, and finds all of its mistakes at once. */
export function readDefinition(content: Uint8Array): DefinitionReading {
  let given: unknown;
  const repeated: Mistake[] = [];
  try {
    const json = new TextDecoder("utf-8", { fatal: true }).decode(content);
    given = JSON.parse(json);
    repeated.push(...repeatedNames(json));
  } catch (error) {
    return { ok: false, mistakes: [notJson(error)] };
  }
  const { data, error } = folderDefinition.safeParse(given);
  if (data && repeated.length === 0) return { ok: true, definition: data };
  const wrong = error?.issues.map(({ path, message }) => ({ path: path.map(pathPart).join("."), message, line: null }));
  return { ok: false, mistakes: [...repeated, ...(wrong ?? [])] };
}

/**
 * The names that an object has more than once, of which JSON.parse takes the last one: a field could be shown that was
 * meant to be hidden.
 *
 * @param json valid JSON
 */
function* repeatedNames(json: string): Generator<Mistake> {
  const open: Set<string>[] = [];
  let line = 1;
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]+|\\.)*")(\s*:)?|[{}[\]\n]/g)) {
    if (token === "\n") line++;
    else if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    if (string === undefined || colon === undefined) continue;
    const name: string = JSON.parse(string);
    const names = open.at(-1);
    if (names?.has(name)) {
      yield { path: "", message: `${quoteValue(name)} occurs more than once in the same object: keep only one.`, line };
    }
    names?.add(name);
    line += colon.split("\n").length - 1;
  }
}

/** A part of a mistake's path, as it is shown: a field may have any name, of any length. */
export function pathPart(part: PropertyKey): string {
  return nameUnseen(cutAt(String(part), QUOTED_LENGTH));
}

function notJson(error: unknown): Mistake {
  const said = error instanceof SyntaxError ? nameUnseen(error.message.replace(/\s+/g, " ")) : "it is not UTF-8";
  const line = /\(line (\d+) column \d+\)/.exec(said)?.[1];
  return { path: "", message: `The file is not JSON: ${said}.`, line: line === undefined ? null : Number(line) };
}

function objectError(what: string, example: string) {
  return (issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType | z.core.$ZodIssueUnrecognizedKeys>): string => {
    if (issue.code === "unrecognized_keys") {
      return `${listed(issue.keys)} cannot be set here: check the spelling, or remove it.`;
    }
    if (issue.input === undefined) return `${what} is missing: it must be an object, such as ${example}.`;
    return `${what} must be an object, such as ${example}, not ${shown(issue.input)}.`;
  };
}

/** The first names, in quotes: a definition may have thousands. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, NAMES_LISTED).map(quoteValue);
  return [...first, ...(names.length > first.length ? [`${names.length - first.length} more`] : [])].join(" and ");
}

/** What is written deeper down is not shown: JSON.stringify ends with an error where it is nested some thousand times. */
function shown(value: unknown): string {
  if (typeof value === "string") return quoteValue(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "a list";
  if (isObject(value)) return Object.keys(Object(value)).length === 0 ? "{}" : "an object";
  return cutAt(JSON.stringify(value) ?? "nothing", QUOTED_LENGTH);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
