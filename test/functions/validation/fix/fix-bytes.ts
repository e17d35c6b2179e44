import type { Change } from "../../../../functions/validation/fix/changes.ts";
import { fixCsv } from "../../../../functions/validation/fix/fix-csv.ts";
import type { FixOptions } from "../../../../functions/validation/fix/plan-fix.ts";
import { inChunks } from "../streams.ts";

export interface FixedBytes {
  readonly outcome: "fixed" | "nothing-to-fix" | "not-fixable";
  /** The file as it is afterwards. */
  readonly csv: string;
  readonly changes: readonly Change[];
  /** The code of what cannot be fixed. */
  readonly refused: string | undefined;
}

export async function fixBytes(
  content: string | Uint8Array,
  options?: FixOptions,
  chunk?: number,
): Promise<FixedBytes> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const fix = await fixCsv(() => inChunks(bytes, chunk), options);
  if (fix.outcome === "not-fixable") return { outcome: fix.outcome, csv: "", changes: [], refused: fix.refusal.code };
  if (fix.outcome === "nothing-to-fix") {
    return { outcome: fix.outcome, csv: new TextDecoder().decode(bytes), changes: [], refused: undefined };
  }
  const parts: Uint8Array[] = [];
  for await (const part of fix.file.csv()) parts.push(part);
  const csv = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  return { outcome: fix.outcome, csv, changes: fix.file.changes, refused: undefined };
}

/** The changes as `code@line` with their counts. */
export function codesOf({ changes }: FixedBytes): string[] {
  return changes.map(
    ({ code, line, count }) => `${code}${line === null ? "" : `@${line}`}${count > 1 ? ` x${count}` : ""}`,
  );
}
