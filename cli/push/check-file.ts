import { NOT_FIXED, NOT_TYPED, type Report } from "../../functions/drops/report.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";
import type { Input } from "../validate/input.ts";
import { progressBar } from "../validate/progress-bar.ts";
import { showValidation } from "../validate/show-validation.ts";

/** A file that was not uploaded: its report, without a version. */
export interface RejectedFile {
  readonly report: Omit<Report, "drop"> & {
    readonly drop: { readonly bucket: string; readonly key: string; readonly versionId: null };
  };
  readonly reportPath: string;
}

/** Validates a file as ingest does. @returns undefined if it is valid; else its report, whose findings are printed to `out` */
export async function checkFile(
  input: Input,
  { bucket, key }: { bucket: string; key: string },
  out: NodeJS.WriteStream,
): Promise<RejectedFile | undefined> {
  const startedAt = new Date().toISOString();
  const bar = progressBar(input.name, input.size);
  const validation = await validateCsv(input.stream(), {
    fileName: input.fileName,
    size: input.size,
    onProgress: bar.show,
  }).finally(bar.clear);
  if (validation.ok) return undefined;

  await showValidation(input, validation, out);
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
      startedAt,
      finishedAt: new Date().toISOString(),
    },
    reportPath: `${input.name}: not uploaded, see above`,
  };
}
