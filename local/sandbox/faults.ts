import * as z from "zod";

/** The calls of the contract that faults can hit. */
const CALLS = ["create", "uploadUrl", "upload", "get", "me", "workspace"] as const;
export type FaultyCall = (typeof CALLS)[number];

const status = z.number().int().min(200).max(599);

/** Seconds, or an HTTP date (RFC 9110, 10.2.3): what stands here is what is sent. */
const retryAfter = z.union([
  z.number().int().nonnegative(),
  z.string().refine((text) => /^\d+$/.test(text) || / GMT$/.test(text), "Seconds or an HTTP date is required."),
]);

/** `before`: nothing was done. `after`: all was done, and only the answer is lost or another one. */
const effect = z.enum(["before", "after"]);

const fault = z.discriminatedUnion("kind", [
  /** The answer comes late, and otherwise as it would, or as another rule has it. */
  z.strictObject({ kind: z.literal("latency"), ms: z.number().nonnegative().max(86_400_000) }),
  /** An error answer, in the form of whoever is called. Before any effect, unless it says otherwise. */
  z.strictObject({
    kind: z.literal("status"),
    status: status.min(300),
    retryAfter: retryAfter.optional(),
    effect: effect.optional(),
  }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal("reset"), effect }),
  /**
   * All was done, and the answer is not what it should be: it breaks off before its declared length, it is only the
   * beginning of a JSON text, a proxy's HTML page stands in its place (502 unless it says otherwise), it is no JSON, it
   * has a status that is none of the four, it has no status, it is a version 4 dataset's that has no schema, or it counts
   * one datapoint too few.
   */
  z.strictObject({
    kind: z.literal("answer"),
    body: z.enum([
      "broken-off",
      "cut-short",
      "html",
      "invalid-json",
      "unknown-status",
      "no-status",
      "version-4",
      "fewer-datapoints",
    ]),
    status: status.optional(),
  }),
  /** The dataset can't be found. */
  z.strictObject({ kind: z.literal("vanish") }),
  /** The upload URL that is given has expired, or is signed wrongly. */
  z.strictObject({ kind: z.literal("bad-url"), how: z.enum(["expired", "signature"]) }),
  /** The storage answers 307, and wants the upload at the same place again, as S3 does for a bucket that is new. */
  z.strictObject({ kind: z.literal("redirect") }),
  /** The upload's first bytes are read, and no more. */
  z.strictObject({ kind: z.literal("stall") }),
  /** The upload is taken; then the dataset stays UNINITIALISED, stays PROCESSING, or ends in ERROR. A restart keeps to it. */
  z.strictObject({ kind: z.literal("processing"), ends: z.enum(["untouched", "never", "error"]) }),
]);
export type Fault = z.infer<typeof fault>;

const faultRule = z
  .strictObject({
    /** The call it hits; `any`: every call that it can hit. */
    call: z.enum([...CALLS, "any"]),
    /** The name of the dataset that the call is about; if not given, it hits calls about any. */
    dataset: z.string().optional(),
    /** The id of the workspace that the dataset belongs to, or is to belong to; if not given, it hits calls about any. */
    workspace: z.string().optional(),
    /** How many calls go by before the first that it hits; none if not given. */
    after: z.number().int().nonnegative().optional(),
    /** How many it hits; if not given, every one until the rules are taken back. */
    times: z.number().int().positive().optional(),
    fault,
  })
  .superRefine(({ call, fault }, context) => {
    if (call === "any" || callsThatCanShow(fault).includes(call)) return;
    const message = `${nameOf(fault)} can't happen to ${call}; it can to ${callsThatCanShow(fault).join(", ")}.`;
    context.addIssue({ code: "custom", path: ["call"], message });
  });

export type FaultRule = Readonly<z.infer<typeof faultRule>>;
export const faultRules = z.array(faultRule);

/** The dataset that a call is about, or that it is to create. */
export interface Subject {
  readonly name: string;
  readonly workspaceId: string;
}

/** What happens to one call: how late it is, and at most one fault besides. */
export interface Play {
  readonly latencyMs: number;
  readonly fault: Exclude<Fault, { kind: "latency" }> | undefined;
}

interface Switched {
  readonly rule: FaultRule;
  seen: number;
  played: number;
}

/** The faults that are switched on. Off unless someone switches one on; forgotten at a restart. */
export class Faults {
  #switched: Switched[] = [];

  /**
   * Puts these in place of all that were on, each counting anew.
   *
   * @throws {z.ZodError} a rule is none, or can't hit the call that it names
   */
  set(rules: readonly FaultRule[]): void {
    this.#switched = [];
    this.add(rules);
  }

  /** Puts these behind those that are on. @throws {z.ZodError} */
  add(rules: readonly FaultRule[]): void {
    this.#switched.push(...faultRules.parse(rules).map((rule) => ({ rule, seen: 0, played: 0 })));
  }

  /** Every rule as it was set, and how often it has hit. */
  list(): { rule: FaultRule; played: number }[] {
    return this.#switched.map(({ rule, played }) => ({ rule, played }));
  }

  clear(): void {
    this.#switched = [];
  }

  /**
   * What is to happen to this call about this dataset. Every latency that hits it does; of other faults, the first in the
   * list. Each rule counts every call that it could hit, so that rules with `times: 1` one after the other are a script.
   */
  play(call: FaultyCall, dataset: Subject | undefined): Play {
    let latencyMs = 0;
    let hit: Play["fault"];
    for (const switched of this.#switched) {
      const { rule } = switched;
      if (rule.call !== "any" && rule.call !== call) continue;
      if (rule.dataset !== undefined && rule.dataset !== dataset?.name) continue;
      if (rule.workspace !== undefined && rule.workspace !== dataset?.workspaceId) continue;
      if (!callsThatCanShow(rule.fault).includes(call)) continue;
      switched.seen++;
      const isOn = switched.seen > (rule.after ?? 0) && switched.played < (rule.times ?? Number.POSITIVE_INFINITY);
      if (!isOn) continue;
      if (rule.fault.kind === "latency") latencyMs += rule.fault.ms;
      else if (hit === undefined) hit = rule.fault;
      else continue;
      switched.played++;
    }
    return { latencyMs, fault: hit };
  }
}

/** A fault's name for people. */
export function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case "answer":
      return fault.body;
    case "status":
      return `status ${fault.status}`;
    case "reset":
      return `reset ${fault.effect}`;
    case "bad-url":
      return `bad-url ${fault.how}`;
    case "processing":
      return `processing ${fault.ends}`;
    case "latency":
    case "vanish":
    case "redirect":
    case "stall":
      return fault.kind;
  }
}

function callsThatCanShow(fault: Fault): readonly FaultyCall[] {
  switch (fault.kind) {
    case "latency":
    case "status":
    case "reset":
      return CALLS;
    case "answer":
      switch (fault.body) {
        case "broken-off":
        case "html":
          return CALLS;
        case "cut-short":
        case "invalid-json":
          return ["create", "uploadUrl", "get", "me", "workspace"];
        case "unknown-status":
        case "no-status":
        case "version-4":
        case "fewer-datapoints":
          return ["create", "get"];
      }
      break;
    case "vanish":
      return ["uploadUrl", "get"];
    case "bad-url":
      return ["uploadUrl"];
    case "redirect":
    case "stall":
    case "processing":
      return ["upload"];
  }
}
