import { readDatapoints } from "../../../functions/validation/datapoints/read-datapoints.ts";
import { chunksOf } from "../read-file.ts";
import type { DatapointsAnswer, DatapointsRequest } from "./datapoints-messages.ts";

addEventListener("message", ({ data: { file, query, ...format } }: MessageEvent<DatapointsRequest>) => {
  readDatapoints(chunksOf(file), format, query).then(
    (page) => answer({ kind: "page", page }),
    () => answer({ kind: "unreadable" }),
  );
});

function answer(message: DatapointsAnswer): void {
  postMessage(message);
}
