import type { Finding } from "../validation/findings.ts";
import { quoteValue } from "../validation/rules/quote-value.ts";
import { failure } from "./findings.ts";
import type { Mistake } from "./folder-definition.ts";
import { DEFINITION_FILE } from "./folder-keys.ts";

// What there is to say about folders with a definition. docs/rules.md has a section for each code.

export function definitionMistake({ path, message, line }: Mistake): Finding {
  return {
    ...failure(
      "definition-invalid",
      path === "" ? message : `${path}: ${message}`,
      `Fix it and upload ${DEFINITION_FILE} again: until then, files in this folder are rejected.`,
    ),
    line,
  };
}

/** About a file that was dropped into a folder whose definition has mistakes. */
export function folderMistaken(mistakes: readonly Mistake[]): Finding {
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : "";
  const said = first && (first.path === "" ? first.message : `${first.path}: ${first.message}`);
  return failure(
    "definition-invalid",
    `The folder's ${DEFINITION_FILE} has mistakes, so it is not clear what participants would see: ${said}${more}`,
    `Fix ${DEFINITION_FILE}, whose report lists every mistake; then upload this file again.`,
  );
}

/** About a file in a folder whose definition has expired. */
export function definitionMissing(): Finding {
  return failure(
    "definition-missing",
    `The folder's ${DEFINITION_FILE} has expired or was deleted. Without it, participants would see the fields that it hides.`,
    `Upload ${DEFINITION_FILE} again, and then this file. For files without a schema, use another folder.`,
  );
}

/** About a definition, or a file of its folder, that leads to no workspace. */
export function folderWithoutWorkspace(key: string): Finding {
  return failure(
    "workspace-missing",
    `The workspace of ${quoteValue(key)} is not set: neither the folder nor its definition names a workspace, and there is no default workspace.`,
    "Add the workspaceId to the folder's definition, or set the stack's defaultWorkspaceId; then upload the file again.",
  );
}

export function definitionOverridden(folder: string): Finding {
  return failure(
    "definition-overridden",
    `The stack's settings define the folder ${quoteValue(folder)}, so this file does not apply.`,
    `Remove ${DEFINITION_FILE}, or remove the folder from the setting folders.`,
  );
}

/** @param difference what the dataset has that the definition has not, in words */
export function definitionConflict(datasetId: string, what: "schema" | "workspace", difference: string): Finding {
  return failure(
    "definition-conflict",
    `The folder's files are imported into dataset ${datasetId}, which has a different ${what}: ${difference}.`,
    `Restore the ${what} that the dataset was created with, or use a new folder for the new one: the ${what} of a dataset cannot be changed.`,
  );
}

/** About a file whose dataset was created before its folder had a definition. */
export function definitionLate(datasetId: string): Finding {
  return failure(
    "definition-conflict",
    `Dataset ${datasetId} was created for this file without a schema, but its folder now has a definition.`,
    "Upload the file again, or run dropset redrive --new-dataset with its key: it then becomes a typed dataset.",
  );
}

/** About a definition whose name the folder's dataset does not take. */
export function nameKept(datasetId: string, name: string): Finding {
  return {
    ...failure(
      "definition-name",
      `The folder's dataset ${datasetId} is called ${quoteValue(name)}, and keeps that name.`,
      "Rename it in the service, or use a new folder for a new dataset.",
    ),
    severity: "warning",
  };
}

export function shownMetadata(field: string): Finding {
  return {
    ...failure(
      "meta-shown",
      `Participants will see ${quoteValue(field)}: in a typed dataset, the schema decides which fields are hidden, not the start of their names.`,
      `Give it the type metadata to hide it, or a name that does not begin with META_.`,
    ),
    severity: "warning",
  };
}
