import type { Change } from "../../../../functions/validation/fix/changes.ts";
import { fixCsv } from "../../../../functions/validation/fix/fix-csv.ts";
import type { FixOptions } from "../../../../functions/validation/fix/plan-fix.ts";
import type { Refusal } from "../../../../functions/validation/fix/refusals.ts";
import { bytesOf, inChunks } from "../streams.ts";

export interface FixedBytes {
  readonly outcome: "fixed" | "nothing-to-fix" | "not-fixable";
  /** The file as it is afterwards. */
  readonly csv: string;
  readonly changes: readonly Change[];
  /** Why it cannot be fixed. */
  readonly refusal: Refusal | undefined;
}

export async function fixBytes(
  content: string | Uint8Array,
  options?: FixOptions,
  chunk?: number,
): Promise<FixedBytes> {
  const bytes = bytesOf(content);
  const fix = await fixCsv(() => inChunks(bytes, chunk), options);
  if (fix.outcome === "not-fixable") return { outcome: fix.outcome, csv: "", changes: [], refusal: fix.refusal };
  if (fix.outcome === "nothing-to-fix") {
    return { outcome: fix.outcome, csv: new TextDecoder().decode(bytes), changes: [], refusal: undefined };
  }
  const parts: Uint8Array[] = [];
  for await (const part of fix.file.csv()) parts.push(part);
  const csv = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  return { outcome: fix.outcome, csv, changes: fix.file.changes, refusal: undefined };
}

/** The changes as `code@line` with their counts. */
export function codesOf({ changes }: FixedBytes): string[] {
  return changes.map(
    ({ code, line, count }) => `${code}${line === null ? "" : `@${line}`}${count > 1 ? ` x${count}` : ""}`,
  );
}
