import { isJsonLines } from "../../../functions/validation/file-format.ts";
import { proposeSchema } from "../../../functions/validation/schema/propose-schema.ts";
import { chunksOf } from "../read-file.ts";
import type { ProposeAnswer, ProposeRequest } from "./propose-messages.ts";

addEventListener("message", ({ data: { file } }: MessageEvent<ProposeRequest>) => {
  proposeSchema(chunksOf(file), isJsonLines(file.name) ? { format: "jsonl" } : {}).then(
    (proposal) => answer({ kind: "proposed", proposal }),
    () => answer({ kind: "unreadable" }),
  );
});

function answer(message: ProposeAnswer): void {
  postMessage(message);
}
