import type * as z from "zod";
import { folderDefinition } from "../../functions/drops/folder-definition.ts";

/** Settings that cannot be deployed. The message has a line for each mistake, and is all that there is to read. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings";

  /** @param mistakes each with its path in cdk.json; what is said twice of a place is printed once */
  constructor(mistakes: readonly Mistake[]) {
    const lines = new Set(mistakes.map(({ path, message }) => `  ${["dropset", ...path].join(".")}: ${message}`));
    super(`dropset's settings are invalid:\n${[...lines].join("\n")}`);
  }
}

/** A setting that is wrong. */
export interface Mistake {
  /** Where the setting is, or would be if it were set. */
  readonly path: readonly PropertyKey[];
  /** What is allowed, and what was given. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** Each mistake with its own place: of several unknown keys, one may be a stage's. */
export function settingMistakes(issues: readonly Issue[], given: unknown): Mistake[] {
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      const message = "It cannot be set here: check the spelling, or remove it";
      return issue.keys.map((key) => ({ path: [...path, key], message }));
    }
    const value = valueAt(given, path);
    if (issue.code !== "invalid_key") {
      return [{ path, message: `${issue.message} (given: ${JSON.stringify(value)})` }];
    }
    const allowed = issue.issues.map(({ message }) => message).join("; ");
    const mistake = { path, message: `${allowed} (given: ${JSON.stringify(path.at(-1))})` };
    return [mistake, ...settingMistakes(issuesBelow(issue, value), given)];
  });
}

/** zod does not look at what a wrong key has. */
function issuesBelow({ path }: Issue, value: unknown): Issue[] {
  if (path.length !== 2 || path[0] !== "folders") return [];
  const { error } = folderDefinition.safeParse(value);
  return (error?.issues ?? []).map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

export function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    given,
  );
}
