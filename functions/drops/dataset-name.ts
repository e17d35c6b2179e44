import { withoutEnding } from "../validation/file-endings.ts";
import type { Finding } from "../validation/findings.ts";
import { nameInvalid, nameMissing } from "./findings.ts";
import type { FolderDefinition } from "./folder-definition.ts";

/** What a dataset is named after. */
export interface NameSource {
  /** The file's path below `incoming/`. */
  readonly path: string;
  /** The same without the workspace's folder. */
  readonly fileName: string;
  /** The object's metadata `dataset-name`. */
  readonly own?: string | undefined;
}

/** The dataset's name; empty if the file has no name, which {@link nameFinding} says. */
export function datasetNameOf(
  { path, fileName, own }: NameSource,
  definition: Pick<FolderDefinition, "name" | "files"> | undefined,
): string {
  return definition ? typedName(path, own, definition) : (own ?? withoutEnding(fileName).trim());
}

/** A folder's one dataset has the definition's name; a file's has its own name, after the definition's. */
function typedName(
  path: string,
  own: string | undefined,
  { name, files }: Pick<FolderDefinition, "name" | "files">,
): string {
  const [file = "", folder = ""] = path.split("/").reverse();
  if (files === "one-dataset") return name ?? folder.trim();
  return own ?? [...(name === undefined ? [] : [name]), withoutEnding(file).trim()].join(": ");
}

/** What is wrong with a dataset's name. @param key of the file that it is named after */
export function nameFinding(datasetName: string, key: string): Finding | undefined {
  if (datasetName === "") return nameMissing(key);
  if (/\p{Cc}/u.test(datasetName)) return nameInvalid(datasetName);
  return undefined;
}
