import { readExcerpts } from "../../functions/validation/excerpts/excerpts.ts";
import { validateBytes } from "../../functions/validation/validate-bytes.ts";
import type { CheckAnswer, CheckRequest, CheckResult } from "./check-messages.ts";

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

/** Not every browser supports async iteration of streams. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function answer(message: CheckAnswer): void {
  postMessage(message);
}
