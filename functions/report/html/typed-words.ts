import { DEFINITION_FILE, isDefinitionFile } from "../../drops/folder-keys.ts";
import type { DefinitionSource } from "../../drops/folders.ts";
import type { Outcome, Report } from "../../drops/report.ts";
import { importText, plural } from "./words.ts";

/** Where a folder's fields are defined. */
export function sourceText(source: DefinitionSource): string {
  return source === "file" ? `the folder's ${DEFINITION_FILE}` : "the stack's settings";
}

/** What became of the records of a typed file, and what defines its fields, as names with values. */
export function typedFacts({ drop, definition, import: imported }: Report): readonly (readonly [string, string])[] {
  return [
    ...(imported ? [["Records", importText(imported) || `import ${imported.status}`] as const] : []),
    ...(definition && !isDefinitionFile(drop) ? [["Fields defined in", sourceText(definition.source)] as const] : []),
  ];
}

const VERDICTS = {
  ready: "The dataset is READY.",
  accepted: "It applies to files that are uploaded to this folder from now on.",
  rejected: "The file was rejected. Fix it and upload it again.",
  failed: "The dataset could not be created.",
} as const satisfies Partial<Record<Outcome, string>>;

/** What the outcome means, and what to do next. */
export function verdictText({ outcome, drop, import: imported, definition, refusedFile }: Report): string {
  if (outcome === "partial") {
    const count = imported?.rejected ?? null;
    const refused = count === null ? "The service refused some rows" : `The service refused ${plural(count, "row")}`;
    const said = `The dataset can be used. ${refused}.`;
    return refusedFile === null ? `${said} Fix the file and upload it again.` : `${said} ${nextStep(definition)}`;
  }
  if (outcome === "ready" && imported) return "The records are in the dataset, which can be used.";
  if (outcome === "failed" && imported) return "The file could not be imported into its dataset.";
  if (outcome === "rejected" && isDefinitionFile(drop))
    return "The definition was rejected. Until it is fixed, files in this folder are rejected.";
  return VERDICTS[outcome];
}

function nextStep(definition: Report["definition"]): string {
  return definition?.files === "one-dataset"
    ? "Fix these rows in the file of refused rows, and upload that file to the same folder: only they are added."
    : "Fix these rows in the file of refused rows, and upload that file: in this folder it becomes a dataset of its own.";
}
