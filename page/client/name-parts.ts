/** A file's name in two parts: the one that people choose, and the ending that it is accepted with. */
export interface NameParts {
  readonly base: string;
  readonly ending: string;
}

const FORMAT = /\.(?:csv|jsonl)$/i;
/** An ending of another kind of file, such as `.txt`; the one of "round 1.2" is part of the name. */
const OTHER = /\.[a-z][a-z0-9]{0,4}$/i;

/** An ending that says no format becomes `.csv`. */
export function namePartsOf(name: string): NameParts {
  const [ending] = FORMAT.exec(name) ?? [];
  if (ending !== undefined) return { base: name.slice(0, -ending.length), ending };
  return { base: name.replace(OTHER, ""), ending: ".csv" };
}

/** The name that somebody typed, whether with its ending or without it. */
export function completeName(typed: string, ending: string): string {
  const name = typed.trim();
  return hasEnding(name) ? name : name + ending;
}

export function hasEnding(name: string): boolean {
  return FORMAT.test(name.trim());
}
