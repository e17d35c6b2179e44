import { readExcerpts } from "../../functions/validation/excerpts/excerpts.ts";
import { isWorkbook, KIND_BYTES } from "../../functions/validation/rules/file-kind.ts";
import { isDecodable } from "../../functions/validation/utf8-check.ts";
import { validateBytes } from "../../functions/validation/validate-bytes.ts";
import type { CheckRequest, CheckResult } from "./check-messages.ts";
import { chunksOf } from "./read-file.ts";

/** Validates a file in the browser, with the code that ingest runs. @param onProgress called with how many bytes were read */
export async function checkFile(
  { file, severities, schema }: CheckRequest,
  onProgress?: (bytes: number) => void,
): Promise<CheckResult> {
  const options = { fileName: file.name, size: file.size, severities, schema, onProgress };
  const validation = await validateBytes(chunksOf(file), isDecodable, options);
  const columns = validation.file.columns.map(({ name }) => name);
  return {
    validation,
    excerpts: await readExcerpts(chunksOf(file), validation.findings, columns),
    isWorkbook: isWorkbook(new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer())),
  };
}
