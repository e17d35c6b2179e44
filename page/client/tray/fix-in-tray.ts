import { visibleText } from "../../../functions/report/html/words.ts";
import { announce } from "../announcements.ts";
import { startWorker } from "../start-worker.ts";
import { checkOf } from "./check-request.ts";
import type { FixAnswer, FixChoice, FixedResult, FixRequest } from "./fix-messages.ts";
import type { TrayFix } from "./tray-file.ts";
import { become, change, entryOf, stops } from "./tray-store.ts";

/** Fixes what can be fixed in a checked file, in the browser, and puts the fixed file in its place. @param choice how it is read */
export function fixIt(id: number, choice?: FixChoice): void {
  const entry = entryOf(id);
  if (entry?.state.step !== "checked") return;
  const { file, state, fix: last } = entry;
  const chosenFrom = choice && last?.outcome === "not-fixable" ? { file, refusal: last.refusal } : undefined;
  become(id, { step: "fixing" });
  const worker = startWorker("fix");
  stops.set(id, () => worker.terminate());
  const stopWorker = () => {
    worker.terminate();
    stops.delete(id);
  };
  // What there is to choose from stays.
  const failed = () => {
    announce(`${visibleText(file.name)}: the file could not be read.`);
    stopWorker();
    become(id, { step: "checked", result: state.result, isGone: true });
  };
  const ended = (fix: TrayFix, fixed?: FixedResult) => {
    stopWorker();
    const result = fixed?.result ?? state.result;
    change(id, {
      ...(fixed && { file: fixed.file }),
      state: { step: "checked", result },
      fix: { ...fix, chosenFrom },
    });
  };
  worker.addEventListener("message", ({ data }: MessageEvent<FixAnswer>) => {
    if (data.kind === "unreadable") return failed();
    announce(`${visibleText(file.name)}: ${fixedText(data)}`);
    if (data.kind === "fixed") ended({ outcome: "fixed", changes: data.fixed.changes }, data.fixed);
    else if (data.kind === "not-fixable") ended({ outcome: "not-fixable", refusal: data.refusal });
    else ended({ outcome: "nothing-to-fix" });
  });
  worker.addEventListener("error", failed);
  const request: FixRequest = { ...checkOf(file), choice };
  worker.postMessage(request);
}

function fixedText(answer: FixAnswer): string {
  if (answer.kind === "not-fixable") {
    const { sheets, encodings = [] } = answer.refusal;
    if (sheets) return "choose a sheet.";
    if (encodings.length > 0) return "choose how its text reads right.";
  }
  if (answer.kind !== "fixed") return "nothing could be fixed.";
  const { result } = answer.fixed;
  return `fixed, ${result.validation.ok ? "now valid" : "still not valid"}.`;
}
