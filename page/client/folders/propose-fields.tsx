import { useState } from "preact/hooks";
import { plural, visibleText } from "../../../functions/report/html/words.ts";
import type { SchemaProposal } from "../../../functions/validation/schema/propose-schema.ts";
import { announce } from "../announcements.ts";
import { startWorker } from "../start-worker.ts";
import type { ProposeAnswer, ProposeRequest } from "./propose-messages.ts";

/** Proposes the fields of a file that somebody has. The file does not leave the browser. */
export function ProposeFields({ proposed }: { proposed: (proposal: SchemaProposal) => void }) {
  const [said, setSaid] = useState("");
  const say = (text: string) => {
    setSaid(text);
    announce(text);
  };
  const propose = (file: File) => {
    const name = visibleText(file.name);
    const failed = () => say(`${name} could not be read.`);
    const worker = startWorker("propose");
    worker.addEventListener("error", failed);
    worker.addEventListener("message", ({ data }: MessageEvent<ProposeAnswer>) => {
      worker.terminate();
      if (data.kind === "unreadable") return failed();
      const { schema, records, strictReason, misread } = data.proposal;
      if (misread) return say(`${name}: ${visibleText(`${misread.message} ${misread.hint}`)}`);
      if (schema.fields.size === 0) return say(`${name} has no fields: is it a CSV or JSON Lines file?`);
      proposed(data.proposal);
      say(
        `${plural(schema.fields.size, "field")} proposed from ${plural(records, "record")} of ${name}. ${visibleText(strictReason)} Check each field.`,
      );
    });
    const request: ProposeRequest = { file };
    worker.postMessage(request);
  };
  return (
    <div class="propose">
      <label class="button">
        Propose from a file
        <input
          type="file"
          class="unseen"
          accept=".csv,.jsonl,text/csv"
          aria-describedby="propose-note"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) propose(file);
            // Lets the same file be chosen again.
            currentTarget.value = "";
          }}
        />
      </label>{" "}
      <span id="propose-note" class="quiet">
        {said === "" ? "Choose a CSV or JSON Lines file. Its fields replace those below; it is not uploaded." : said}
      </span>
    </div>
  );
}
