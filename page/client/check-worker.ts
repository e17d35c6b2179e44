import { readExcerpts } from "../../functions/validation/excerpts/excerpts.ts";
import { validateBytes } from "../../functions/validation/validate-bytes.ts";
import type { CheckAnswer, CheckRequest, CheckResult } from "./check-messages.ts";
import { chunksOf, isUtf8 } from "./read-file.ts";

/** How often progress is reported, in milliseconds. */
const PROGRESS_EVERY_MS = 50;

addEventListener("message", ({ data }: MessageEvent<CheckRequest>) => {
  check(data).then(
    (result) => answer({ kind: "result", result }),
    () => answer({ kind: "unreadable" }),
  );
});

/** Validates the file in the browser, with the code that ingest runs. */
async function check({ file, severities }: CheckRequest): Promise<CheckResult> {
  let reportedAt = performance.now();
  const validation = await validateBytes(chunksOf(file), isUtf8, {
    fileName: file.name,
    size: file.size,
    severities,
    onProgress(bytes) {
      if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
      reportedAt = performance.now();
      answer({ kind: "progress", bytes });
    },
  });
  const columns = validation.file.columns.map(({ name }) => name);
  return { validation, excerpts: await readExcerpts(chunksOf(file), validation.findings, columns) };
}

function answer(message: CheckAnswer): void {
  postMessage(message);
}
