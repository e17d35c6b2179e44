import { datasetNameOf, nameFinding } from "../../../functions/drops/dataset-name.ts";
import { rejectedFor } from "../../../functions/drops/report.ts";
import { readExcerpts } from "../../../functions/validation/excerpts/excerpts.ts";
import { isJsonLines } from "../../../functions/validation/file-format.ts";
import type { Finding } from "../../../functions/validation/findings.ts";
import { quoteValue } from "../../../functions/validation/rules/quote-value.ts";
import { isDecodable } from "../../../functions/validation/utf8-check.ts";
import { type ValidationOptions, validateBytes } from "../../../functions/validation/validate-bytes.ts";
import type { Validation } from "../../../functions/validation/validation.ts";
import type { TypedFolder } from "../folders/schema-here.ts";
import { chunksOf } from "../read-file.ts";
import type { CheckRequest, CheckResult } from "./check-messages.ts";
import { findKind } from "./find-kind.ts";

/** Validates a file in the browser, with the code that ingest runs. @param onProgress called with how many bytes were read */
export async function checkFile(
  { file, severities, folder, schema }: CheckRequest,
  onProgress?: (bytes: number) => void,
): Promise<CheckResult> {
  const options = { fileName: file.name, size: file.size, severities, schema, onProgress };
  const content = forPage(await validateBytes(chunksOf(file), isDecodable, options), { fileName: file.name, schema });
  const wrongName = findInName(file.name, folder);
  const validation = wrongName ? rejectedFor(content, wrongName) : content;
  const columns = validation.file.columns.map(({ name }) => name);
  return {
    validation,
    excerpts: await readExcerpts(chunksOf(file), validation.findings, columns),
    kind: await findKind(file),
  };
}

/** What ingest would say of the dataset's name. On the page, people change the file's name, and see no metadata. */
function findInName(fileName: string, folder: TypedFolder | undefined): Finding | undefined {
  const path = folder ? `${folder.path}/${fileName}` : fileName;
  const finding = nameFinding(datasetNameOf({ path, fileName }, folder?.definition), fileName);
  if (!finding) return undefined;
  const isMissing = finding.code === "name-missing";
  return {
    ...finding,
    message: isMissing ? `${quoteValue(fileName)} has no name before its extension.` : finding.message,
    hint: `Change the file's name, ${isMissing ? "for example to reviews.csv" : "to letters, digits, spaces and punctuation"}.`,
  };
}

/** On the page a folder is chosen; the hint is written for people who put files into it themselves. */
function forPage(
  validation: Validation,
  { fileName, schema }: Pick<ValidationOptions, "schema"> & { readonly fileName: string },
): Validation {
  if (schema || !isJsonLines(fileName)) return validation;
  const hinted = (finding: Finding) =>
    finding.code === "not-csv"
      ? { ...finding, hint: "Upload it to a typed folder, whose fields are its schema." }
      : finding;
  return { ...validation, findings: validation.findings.map(hinted) };
}
