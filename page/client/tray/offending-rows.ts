import { drops } from "../drops/drops.ts";
import { schemaHere } from "../folders/schema-here.ts";
import { startWorker } from "../start-worker.ts";
import type { RowsAnswer, RowsRequest } from "./rows-messages.ts";

/** Every row of a chosen file that has a finding, with the reason: the file is read in the browser. Rejects if it cannot be read. */
export function offendingRowsOf(file: File): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const worker = startWorker("rows");
    const failed = () => {
      worker.terminate();
      reject(new Error("The file cannot be read any more."));
    };
    worker.addEventListener("error", failed);
    worker.addEventListener("message", ({ data }: MessageEvent<RowsAnswer>) => {
      if (data.kind === "unreadable") return failed();
      worker.terminate();
      resolve(data.rows);
    });
    const request: RowsRequest = { file, severities: drops.value.severities, schema: schemaHere() };
    worker.postMessage(request);
  });
}
