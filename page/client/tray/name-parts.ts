import { csvNameOf, withoutEnding } from "../../../functions/validation/file-endings.ts";
import { statedFormat } from "../../../functions/validation/file-format.ts";

/** A file's name in two parts: the one that people choose, and the ending that it is accepted with. */
export interface NameParts {
  readonly base: string;
  readonly ending: string;
}

/** An ending that says no format becomes `.csv`. */
export function namePartsOf(name: string): NameParts {
  const format = statedFormat(name);
  if (format) {
    const dot = name.length - `.${format}`.length;
    return { base: name.slice(0, dot), ending: name.slice(dot) };
  }
  return { base: withoutEnding(name), ending: ".csv" };
}

/**
 * The name that a file gets by what somebody typed, whether with its ending or without it.
 *
 * @param fileName what it is called now
 * @returns undefined if that is no name
 */
export function typedFileName(typed: string, fileName: string): string | undefined {
  const trimmed = typed.trim();
  const name = hasEnding(trimmed) ? trimmed : trimmed + namePartsOf(fileName).ending;
  return namePartsOf(name).base.trim() !== "" && !typed.includes("/") ? name : undefined;
}

/** A file's name before its fix, with what the fixed file was renamed to since; both keep their endings. */
export function renamedAs(before: string, fixed: string): string {
  if (fixed === csvNameOf(before)) return before;
  return namePartsOf(fixed).base + before.slice(withoutEnding(before).length);
}

export function hasEnding(name: string): boolean {
  return statedFormat(name.trim()) !== undefined;
}
