import { offendingRows } from "../../../functions/page/offending-rows.ts";
import { CONTENT_TYPES } from "../../../functions/validation/file-format.ts";
import { isDecodable } from "../../../functions/validation/utf8-check.ts";
import { chunksOf } from "../read-file.ts";
import type { RowsAnswer, RowsRequest } from "./rows-messages.ts";

/** In characters. The browser keeps large blobs on the disk, and text in memory. */
const BLOCK = 1 << 20;

addEventListener("message", ({ data }: MessageEvent<RowsRequest>) => {
  collect(data).then(
    (rows) => answer({ kind: "rows", rows }),
    () => answer({ kind: "unreadable" }),
  );
});

/** The rows of a chosen file that have a finding, as the page's server collects them of a drop. */
async function collect({ file, severities, schema }: RowsRequest): Promise<Blob> {
  const type = CONTENT_TYPES.csv;
  const blocks: Blob[] = [];
  let block = "";
  for await (const row of offendingRows(chunksOf(file), isDecodable, severities, schema)) {
    block += row;
    if (block.length < BLOCK) continue;
    blocks.push(new Blob([block]));
    block = "";
  }
  return new Blob([...blocks, block], { type });
}

function answer(message: RowsAnswer): void {
  postMessage(message);
}
