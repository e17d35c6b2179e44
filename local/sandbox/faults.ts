import * as z from "zod";

/** The calls of the contract that faults can hit. */
const CALLS = ["create", "uploadUrl", "upload", "get", "import", "append", "me", "workspace"] as const;
export type FaultyCall = (typeof CALLS)[number];

const status = z.number().int().min(200).max(599);

/** Seconds, or an HTTP date (RFC 9110, 10.2.3): sent unchanged. */
const retryAfter = z.union([
  z.number().int().nonnegative(),
  z.string().refine((text) => /^\d+$/.test(text) || / GMT$/.test(text), "Seconds or an HTTP date is required."),
]);

/** `before`: the call had no effect. `after`: it took effect, and only its response is lost or different. */
const effect = z.enum(["before", "after"]);

const fault = z.discriminatedUnion("kind", [
  /** The response is delayed. Another rule may change it too. */
  z.strictObject({ kind: z.literal("latency"), ms: z.number().nonnegative().max(86_400_000) }),
  /** An error response in the called service's format; by default, the call has no effect. */
  z.strictObject({
    kind: z.literal("status"),
    status: status.min(300),
    retryAfter: retryAfter.optional(),
    effect: effect.optional(),
  }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal("reset"), effect }),
  /**
   * The call took effect, and the response is wrong: it ends before its declared length, it is only the beginning of a
   * JSON text, it is a proxy's HTML page (by default with status 502), it is not JSON, its status is unknown or missing,
   * it is that of a version 4 dataset without a schema, or it counts one datapoint too few. An import's counts the records
   * from 1, has a status that is not one of the seven, or lacks its list of errors.
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
      "counts-from-1",
      "unknown-import-status",
      "no-errors",
    ]),
    status: status.optional(),
  }),
  /** The dataset cannot be found. */
  z.strictObject({ kind: z.literal("vanish") }),
  /** The upload URL has expired, or its signature is wrong. */
  z.strictObject({ kind: z.literal("bad-url"), how: z.enum(["expired", "signature"]) }),
  /** The storage redirects the upload to the same address (307), as S3 does for a new bucket. */
  z.strictObject({ kind: z.literal("redirect") }),
  /** Only the first bytes of the upload are read. */
  z.strictObject({ kind: z.literal("stall") }),
  /** The upload succeeds; then the dataset stays UNINITIALISED, stays PROCESSING, or ends in ERROR, also after a restart. */
  z.strictObject({ kind: z.literal("processing"), ends: z.enum(["untouched", "never", "error"]) }),
  /**
   * The upload to a version 4 dataset succeeds; then its import stays uninitialised (`untouched`), queued or processing, or
   * ends as named, also after a restart.
   */
  z.strictObject({
    kind: z.literal("import"),
    ends: z.enum(["queued", "processing", "partial", "failed", "pending_schema", "untouched"]),
    /** For `partial`: the records to refuse, by their index from 0. Default: every third. */
    reject: z.array(z.number().int().nonnegative()).optional(),
    /** Why the records were refused, or the import failed. */
    reason: z.string().optional(),
  }),
]);
export type Fault = z.infer<typeof fault>;

const faultRule = z
  .strictObject({
    /** The call that it affects; `any`: every call that the fault can affect. */
    call: z.enum([...CALLS, "any"]),
    /** Only calls about a dataset of this name. Default: all. */
    dataset: z.string().optional(),
    /** Only calls about a dataset of the workspace with this ID. Default: all. */
    workspace: z.string().optional(),
    /** How many matching calls are unaffected first. Default: 0. */
    after: z.number().int().nonnegative().optional(),
    /** How many calls it affects. Default: all, until the rules are removed. */
    times: z.number().int().positive().optional(),
    fault,
  })
  .superRefine(({ call, fault }, context) => {
    if (call === "any" || callsThatCanShow(fault).includes(call)) return;
    const message = `${nameOf(fault)} cannot happen to ${call}, only to ${callsThatCanShow(fault).join(", ")}.`;
    context.addIssue({ code: "custom", path: ["call"], message });
  });

export type FaultRule = Readonly<z.infer<typeof faultRule>>;
export const faultRules = z.array(faultRule);

/** The dataset that a call is about, or that it is to create. */
export interface Subject {
  readonly name: string;
  readonly workspaceId: string;
  readonly schemaVersion?: 3 | 4;
}

/** What happens to one call: its delay, and at most one other fault. */
export interface Play {
  readonly latencyMs: number;
  readonly fault: Exclude<Fault, { kind: "latency" }> | undefined;
}

interface Switched {
  readonly rule: FaultRule;
  seen: number;
  played: number;
}

/** The active faults. None by default, and none after a restart. */
export class Faults {
  #switched: Switched[] = [];

  /**
   * Replaces all rules; each starts counting at zero.
   *
   * @throws {z.ZodError} a rule is not valid, or cannot affect the call that it names
   */
  set(rules: readonly FaultRule[]): void {
    this.#switched = [];
    this.add(rules);
  }

  /** Adds these after the active ones. @throws {z.ZodError} */
  add(rules: readonly FaultRule[]): void {
    this.#switched.push(...faultRules.parse(rules).map((rule) => ({ rule, seen: 0, played: 0 })));
  }

  /** Every rule, and how often it was applied. */
  list(): { rule: FaultRule; played: number }[] {
    return this.#switched.map(({ rule, played }) => ({ rule, played }));
  }

  clear(): void {
    this.#switched = [];
  }

  /**
   * Decides what happens to this call about this dataset: all matching latencies, and the first other matching fault. Each
   * rule counts every call that it matches, so that rules with `times: 1` in a row are a script.
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
      // Version 3 has no imports.
      if (rule.fault.kind === "import" && dataset?.schemaVersion !== 4) continue;
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
    case "import":
      return `import ${fault.ends}`;
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
          return CALLS.filter((call) => call !== "upload");
        case "unknown-status":
        case "no-status":
        case "version-4":
        case "fewer-datapoints":
          return ["create", "get"];
        case "counts-from-1":
        case "unknown-import-status":
        case "no-errors":
          return ["import"];
      }
      break;
    case "vanish":
      return ["uploadUrl", "get", "import", "append"];
    case "bad-url":
      return ["uploadUrl"];
    case "redirect":
    case "stall":
    case "processing":
    case "import":
      return ["upload"];
  }
}
