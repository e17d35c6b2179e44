import * as z from "zod";

const CALLS = ["create", "uploadUrl", "upload", "get"] as const;
export type FaultyCall = (typeof CALLS)[number];

const faultRule = z.strictObject({
  /** The call it hits; every call where it is `any`. */
  call: z.enum([...CALLS, "any"]),
  /** How often; without it, until the rules are taken back. */
  times: z.number().int().positive().optional(),
  fault: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("latency"), ms: z.number().nonnegative() }),
    z.strictObject({
      kind: z.literal("status"),
      status: z.number().int().min(400).max(599),
      /** Seconds or an HTTP date, as it is to be sent. */
      retryAfter: z.string().optional(),
    }),
    /** The connection is cut before anything was done, or after, with the answer lost. */
    z.strictObject({ kind: z.literal("reset"), effect: z.enum(["before", "after"]) }),
    z.strictObject({
      kind: z.literal("answer"),
      body: z.enum(["cut-short", "html", "invalid-json", "unknown-status"]),
    }),
    /** The dataset can't be found any more. */
    z.strictObject({ kind: z.literal("vanish") }),
    /** The upload URL that is given has expired, or is signed wrongly. */
    z.strictObject({ kind: z.literal("bad-url"), how: z.enum(["expired", "signature"]) }),
    /** The upload is never read to its end. */
    z.strictObject({ kind: z.literal("stall") }),
    /** What becomes of the upload: it is never taken up, never done, or ends in ERROR. */
    z.strictObject({ kind: z.literal("processing"), ends: z.enum(["untouched", "never", "error"]) }),
  ]),
});

export const faultRules = z.array(faultRule);
export type FaultRule = z.infer<typeof faultRule>;
export type Fault = FaultRule["fault"];

/** The faults that are switched on. Off unless someone switches one on. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = [];

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
  }

  list(): FaultRule[] {
    return this.#rules.filter(({ left }) => left > 0).map(({ rule }) => rule);
  }

  /** Takes the fault that hits this call now, of the kinds that can be played at this point. */
  take<K extends Fault["kind"]>(call: FaultyCall, ...kinds: K[]): Extract<Fault, { kind: K }> | undefined {
    const found = this.#rules.find(
      ({ rule, left }) =>
        left > 0 && (rule.call === "any" || rule.call === call) && (kinds as string[]).includes(rule.fault.kind),
    );
    if (!found) return undefined;
    found.left--;
    return found.rule.fault as Extract<Fault, { kind: K }>;
  }
}
