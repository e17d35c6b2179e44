import type { DropStep } from "../../../functions/drops/records/drop-record.ts";
import type { DropLine } from "../../../functions/page/page-types.ts";
import { plural } from "../../../functions/report/html/words.ts";
import { Meter } from "../meter.tsx";
import { useStore } from "../store.ts";
import { drops } from "./drops.ts";
import { waitText } from "./wait-text.ts";

const STEPS: readonly DropStep[] = ["dropped", "validating", "uploading", "processing"];
/** Both are held up at validation. */
const HELD_UP: readonly DropStep[] = ["delayed", "given-up"];

const WORDS: Readonly<Record<DropStep, string>> = {
  dropped: "received",
  validating: "validating",
  delayed: "will be retried",
  "given-up": "needs attention",
  uploading: "uploading",
  processing: "processing",
  answered: "done",
};

/** A drop's progress or outcome. */
export function StepView({ line }: { line: DropLine }) {
  const { step, done, outcome, findings } = line;
  const wait = waitText(line, useStore(drops));
  if (outcome !== null) {
    return (
      <span class="step">
        <span class={`badge ${outcome}`}>{outcome}</span>
        {findings > 0 && <span class="quiet">{plural(findings, "finding")}</span>}
      </span>
    );
  }
  const isHeldUp = HELD_UP.includes(step);
  const reached = STEPS.indexOf(isHeldUp ? "validating" : step);
  return (
    <span class={isHeldUp ? `step ${step}` : "step"}>
      <span class="stops" aria-hidden="true">
        {STEPS.map((name, index) => (
          <span key={name} class={index < reached ? "stop past" : index === reached ? "stop now" : "stop"} />
        ))}
      </span>
      {done === null ? <span>{WORDS[step]}</span> : <Meter label={WORDS[step]} text={WORDS[step]} done={done} />}
      {wait !== "" && <span class="quiet wait">{wait}</span>}
    </span>
  );
}
