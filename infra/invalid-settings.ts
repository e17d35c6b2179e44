import type * as z from "zod";
import { folderDefinition } from "../functions/drops/folder-definition.ts";

/** Settings that cannot be deployed. The message has a line for each mistake, and is all that there is to read. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings";

  constructor(mistakes: readonly string[]) {
    super(`dropset's settings are invalid:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`);
  }
}

/** Where a setting is in cdk.json, by its path in the settings that were read. */
export type PlaceOf = (path: readonly PropertyKey[]) => readonly PropertyKey[];

type Issue = z.core.$ZodIssue;

/** Each mistake in a line: the setting, what is allowed, and what was given. */
export function settingMistakes(issues: readonly Issue[], given: unknown, placeOf: PlaceOf): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      // Asked for the key itself: another stage may have the group that it is in.
      const group = placeOf([...issue.path, ...issue.keys.slice(0, 1)]).slice(0, -1);
      return [`${group.join(".")}: ${issue.message}`];
    }
    const name = placeOf(issue.path).join(".");
    const value = valueAt(given, issue.path);
    if (issue.code !== "invalid_key") return [`${name}: ${issue.message} (given: ${JSON.stringify(value)})`];
    const allowed = issue.issues.map(({ message }) => message).join("; ");
    const mistake = `${name}: ${allowed} (given: ${JSON.stringify(issue.path.at(-1))})`;
    return [mistake, ...settingMistakes(issuesBelow(issue, value), given, placeOf)];
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
