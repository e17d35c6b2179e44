import { beginsCodeBlock } from "../file-kinds/code-block.ts";
import { recognizeOtherKind } from "../file-kinds/file-kind.ts";
import type { OtherKind } from "../file-kinds/kind-hints.ts";
import { findWideEncoding } from "../file-kinds/wide-text.ts";

/** What a file is that no fix makes a table of, by its first bytes. Text in UTF-16 and code blocks are recognized once they are decoded. */
export function recognizeNoTable(start: Uint8Array): OtherKind | undefined {
  return findWideEncoding(start) || beginsCodeBlock(start) ? undefined : recognizeOtherKind(start);
}
