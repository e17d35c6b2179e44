import { readFile } from "node:fs/promises";
import { readDefinition } from "../../functions/drops/folder-definition.ts";
import { definitionMistake, folderMistaken } from "../../functions/drops/folder-findings.ts";
import { NOT_FIXED, NOT_TYPED, type Report, unreadRecord, withFinding } from "../../functions/drops/report.ts";
import { LISTED_FINDINGS } from "../../functions/validation/findings-list.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";
import type { Validation } from "../../functions/validation/validation.ts";
import { isDefinitionFile } from "../schema/read-schema.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import { findFixCommand } from "../validate/fix-command.ts";
import type { Input } from "../validate/input.ts";
import { withNameMistake } from "../validate/name-mistake.ts";
import { progressBar } from "../validate/progress-bar.ts";
import { listCommand, showValidation } from "../validate/show-validation.ts";
import type { FolderSchema } from "./folder-schema.ts";

/** A file that was not uploaded: its report, without a version. */
export interface RejectedFile {
  readonly report: Omit<Report, "drop"> & {
    readonly drop: { readonly bucket: string; readonly key: string; readonly versionId: null };
  };
  readonly reportPath: string;
}

export interface CheckedFile {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly folder: FolderSchema;
}

/**
 * Validates a file as ingest does, by what its folder says of it.
 *
 * @returns undefined if it is valid, or if it cannot be checked here; else its report, whose findings are printed to `out`
 */
export async function checkFile(
  input: Input,
  { bucket, key, metadata, folder }: CheckedFile,
  out: NodeJS.WriteStream,
): Promise<RejectedFile | undefined> {
  const startedAt = new Date().toISOString();
  const content = await validate(input, folder, out);
  const isNamedByKey = folder.kind === "untyped" && !isDefinitionFile(input.path);
  const validation = content && isNamedByKey ? withNameMistake(content, key, metadata) : content;
  if (!validation || validation.ok) return undefined;

  const listedBy = folder.kind === "untyped" ? listCommand(input) : undefined;
  await showValidation({ ...input, listedBy }, validation, out);
  // A name that is no dataset's is not fixed.
  const mayBeFixed = isNamedByKey && validation === content;
  if (mayBeFixed && (await findFixCommand(input))) {
    out.write("  All errors can be fixed without guessing: run the command again with --fix.\n\n");
  }
  const { file, findings, findingCounts } = validation;
  return {
    report: {
      drop: { bucket, key, versionId: null },
      outcome: "rejected",
      dataset: null,
      file,
      findings,
      findingCounts,
      ...NOT_FIXED,
      ...NOT_TYPED,
      droppedBy: null,
      startedAt,
      finishedAt: new Date().toISOString(),
    },
    reportPath: `${input.name}: not uploaded, see above`,
  };
}

async function validate(input: Input, folder: FolderSchema, out: NodeJS.WriteStream): Promise<Validation | undefined> {
  if (isDefinitionFile(input.path)) return checkDefinition(await readFile(input.path));
  if (folder.kind === "unknown") {
    out.write(`${shownName(input.name)} is not checked here: ${oneLine(folder.why)}.\n`);
    return undefined;
  }
  // As ingest answers it.
  if (folder.kind === "mistaken") {
    return { ok: false, ...withFinding(unreadRecord(input.size ?? 0), folderMistaken(folder.mistakes)) };
  }
  const bar = progressBar(input.name, input.size);
  return validateCsv(input.stream(), {
    fileName: input.fileName,
    size: input.size,
    schema: folder.kind === "typed" ? folder.schema : undefined,
    onProgress: bar.show,
  }).finally(bar.clear);
}

/** Judges a `_dataset.json` as far as that is possible without the stack. */
export function checkDefinition(content: Uint8Array): Validation {
  const reading = readDefinition(content);
  const findings = reading.ok ? [] : reading.mistakes.map(definitionMistake);
  const { file } = unreadRecord(content.length);
  return {
    ok: reading.ok,
    file,
    findings: findings.slice(0, LISTED_FINDINGS),
    findingCounts: findings.length > 0 ? { "definition-invalid": findings.length } : {},
  };
}
