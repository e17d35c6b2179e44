import { DATAPOINTS_AT_ONCE } from "../../../functions/page/datapoints-at-once.ts";
import type { DatapointsPage } from "../../../functions/validation/datapoints/read-datapoints.ts";
import { formatOfName } from "../../../functions/validation/file-format.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";
import { callApi } from "../api.ts";
import { startWorker } from "../start-worker.ts";
import type { DatapointsAnswer, DatapointsRequest } from "./datapoints-messages.ts";

/** Reads the next datapoints of a file. Rejects if it cannot be read, or if the signal is aborted. */
export type ReadDatapoints = (
  query: { readonly after: number; readonly search: string },
  signal: AbortSignal,
) => Promise<DatapointsPage>;

/** Of a file that was chosen: it is read in the browser. */
export function datapointsOfFile(file: File, schema: DatasetSchema | undefined): ReadDatapoints {
  return (query, signal) =>
    new Promise((resolve, reject) => {
      const worker = startWorker("datapoints");
      const failed = () => {
        worker.terminate();
        reject(new Error("The file cannot be read any more."));
      };
      signal.addEventListener("abort", failed);
      worker.addEventListener("error", failed);
      worker.addEventListener("message", ({ data }: MessageEvent<DatapointsAnswer>) => {
        worker.terminate();
        if (data.kind === "page") resolve(data.page);
        else failed();
      });
      const format = formatOfName(file.name);
      const request: DatapointsRequest = { file, format, schema, query: { ...query, limit: DATAPOINTS_AT_ONCE } };
      worker.postMessage(request);
    });
}

/** Of a drop: the server reads the file that was published. */
export function datapointsOfDrop(id: string): ReadDatapoints {
  return async ({ after, search }, signal) => {
    const query = new URLSearchParams({ after: String(after), search });
    return callApi(`drops/${id}/datapoints?${query}`, { signal });
  };
}
