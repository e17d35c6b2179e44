import { checkFile } from "./check-file.ts";
import type { CheckAnswer, CheckRequest } from "./check-messages.ts";

/** How often progress is reported, in milliseconds. */
const PROGRESS_EVERY_MS = 50;

addEventListener("message", ({ data }: MessageEvent<CheckRequest>) => {
  let reportedAt = performance.now();
  checkFile(data, (bytes) => {
    if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = performance.now();
    answer({ kind: "progress", bytes });
  }).then(
    (result) => answer({ kind: "result", result }),
    () => answer({ kind: "unreadable" }),
  );
});

function answer(message: CheckAnswer): void {
  postMessage(message);
}
