import fc from "fast-check";
import type { CloudFaultRule } from "../../../local/cloud/faults/faults.ts";
import type { FaultRule } from "../../../local/sandbox/faults.ts";
import { CALLS, FUNCTIONS, inWindow, type StepName } from "./cases.ts";
import { TYPED_CALLS } from "./typed-cases.ts";

/** The names that a history's files have: few, so that they are written over. The last one is in a folder with one dataset. */
export const FILES = ["a", "b", "typed"] as const;
export const TYPED_FILE = "typed";
type FileName = (typeof FILES)[number];

/** A fault that may hit the drops of one file, once or so; `lost`: how many answers to a creation it can lose. */
export interface HistoryFault {
  readonly name: string;
  readonly lost: number;
  readonly sandbox?: Omit<FaultRule, "dataset">;
  readonly cloud?: Omit<CloudFaultRule, "about">;
}

/** One thing that happens in a history. */
export type Step =
  | { readonly kind: "drop"; readonly file: FileName; readonly good: boolean }
  | { readonly kind: "break"; readonly file: FileName; readonly fault: HistoryFault }
  | { readonly kind: "repeat" | "again" | "delete" | "delete-version" | "await"; readonly file: FileName }
  | { readonly kind: "crash" };

const status = (code: number, effect: "before" | "after" = "before") =>
  ({ kind: "status", status: code, effect }) as const;
const reset = (effect: "before" | "after") => ({ kind: "reset", effect }) as const;
const answer = (body: "broken-off" | "html") => ({ kind: "answer", body }) as const;

const ofService: HistoryFault[] = (
  [
    ["create", status(429), 0],
    ["create", status(500), 0],
    ["create", status(503), 0],
    ["create", status(422), 0],
    ["create", status(500, "after"), 1],
    ["create", reset("before"), 0],
    ["create", reset("after"), 1],
    ["create", answer("broken-off"), 1],
    ["create", answer("html"), 1],
    ["uploadUrl", status(429), 0],
    ["uploadUrl", status(500), 0],
    ["uploadUrl", reset("after"), 0],
    ["uploadUrl", { kind: "vanish" }, 0],
    ["uploadUrl", { kind: "bad-url", how: "expired" }, 0],
    ["uploadUrl", { kind: "bad-url", how: "signature" }, 0],
    ["upload", status(503), 0],
    ["upload", reset("before"), 0],
    ["upload", reset("after"), 0],
    ["upload", answer("broken-off"), 0],
    ["upload", { kind: "processing", ends: "error" }, 0],
    ["upload", { kind: "processing", ends: "untouched" }, 0],
    ["get", status(401), 0],
    ["get", status(502), 0],
    ["get", reset("before"), 0],
    ["get", answer("html"), 0],
    ["get", { kind: "vanish" }, 0],
    ["get", { kind: "answer", body: "unknown-status" }, 0],
    ["upload", { kind: "import", ends: "failed" }, 0],
    ["upload", { kind: "import", ends: "pending_schema" }, 0],
    ["upload", { kind: "import", ends: "untouched" }, 0],
    ["import", status(502), 0],
    ["import", reset("before"), 0],
    ["import", answer("html"), 0],
    ["import", { kind: "vanish" }, 0],
    ["import", { kind: "answer", body: "unknown-import-status" }, 0],
  ] as const
).map(([call, fault, lost]) => ({
  name: `${call}: ${JSON.stringify(fault)}`,
  lost,
  sandbox: { call, fault, times: 1 },
}));

const allCalls = [CALLS, TYPED_CALLS].flatMap((calls) => Object.entries(calls));
const ofCloud: HistoryFault[] = allCalls.flatMap(([step, calls]) =>
  calls.flatMap(([at, after, what]) => {
    if (at.startsWith("dataset:")) return [];
    const of = { at, after, times: 1, function: FUNCTIONS[step as StepName] };
    return (["before", "after"] as const).flatMap((effect) => {
      // What ends between the creation and the ledger's write loses the answer.
      const lost = step === "ingest" && inWindow(at, after, effect) ? 1 : 0;
      return (["kill", "time-out", "reset"] as const).map((kind) => ({
        name: `${kind} ${effect} ${step}: ${what}`,
        lost: kind === "reset" ? 0 : lost,
        cloud: { ...of, fault: { kind, effect } },
      }));
    });
  }),
);

const ofEvents: HistoryFault[] = [
  {
    name: "event twice",
    lost: 0,
    cloud: { at: "s3:ObjectCreated", times: 1, fault: { kind: "duplicate", copies: 1 } },
  },
  { name: "message again", lost: 0, cloud: { at: "sqs:DeleteMessage", times: 1, fault: { kind: "lose" } } },
  ...Object.values(FUNCTIONS).map((name) => ({
    name: `too many requests: ${name}`,
    lost: 0,
    cloud: {
      at: "lambda:Invoke",
      function: name,
      times: 1,
      fault: { kind: "refuse", error: "Lambda.TooManyRequestsException" } as const,
    },
  })),
];

const file = fc.constantFrom(...FILES);
const faults = fc.oneof(fc.constantFrom(...ofService), fc.constantFrom(...ofCloud), fc.constantFrom(...ofEvents));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant("drop" as const), file, good: fc.constantFrom(true, true, true, false) }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("break" as const), file, fault: faults }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("repeat" as const), file }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("again" as const), file: fc.constant(TYPED_FILE as FileName) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete-version" as const), file }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("await" as const), file }) },
  { weight: 1, arbitrary: fc.constant({ kind: "crash" as const }) },
);

/** What happens in one history, in its order. There is always something dropped. */
export const history: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.constantFrom("a" as const, TYPED_FILE as FileName), fc.option(faults), fc.array(step, { maxLength: 5 }))
  .map(([file, fault, steps]) => [
    ...(fault ? [{ kind: "break", file, fault } as const] : []),
    { kind: "drop", file, good: true } as const,
    ...steps,
  ]);

/** A step in one line, for the output of a failed history. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "crash":
      return "crash";
    case "drop":
      return `drop ${step.file}${step.good ? "" : " (wrong)"}`;
    case "break":
      return `break ${step.file} by ${step.fault.name}`;
    default:
      return `${step.kind} ${step.file}`;
  }
}
