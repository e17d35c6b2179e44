import * as z from "zod";

/** `before`: the call had no effect. `after`: it had its effect, but the response is lost. */
const effect = z.enum(["before", "after"]);

const fault = z.discriminatedUnion("kind", [
  /** The function that makes the call is ended there, and its process with it. */
  z.strictObject({ kind: z.literal("kill"), effect }),
  /** The same, as Lambda ends a function after its timeout. */
  z.strictObject({ kind: z.literal("time-out"), effect }),
  /** The process that runs the embedded cloud ends by SIGKILL, and everything in it. */
  z.strictObject({ kind: z.literal("crash"), effect }),
  /** The service's own answer to too many calls. */
  z.strictObject({ kind: z.literal("throttle") }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal("reset"), effect }),
  /** What is about to be read is written over, deleted, or deleted for good. */
  z.strictObject({ kind: z.literal("object"), change: z.enum(["overwrite", "delete", "delete-version"]) }),
  /** Lambda does not run the function, and returns the reason. */
  z.strictObject({
    kind: z.literal("refuse"),
    error: z.enum(["Lambda.TooManyRequestsException", "Lambda.ServiceException"]),
  }),
  /** The event comes so many times more. */
  z.strictObject({ kind: z.literal("duplicate"), copies: z.number().int().positive().max(100) }),
  /** The event comes after the next one. */
  z.strictObject({ kind: z.literal("late") }),
  /** The message was processed, but is redelivered: its deletion is lost. */
  z.strictObject({ kind: z.literal("lose") }),
]);
export type CloudFault = z.infer<typeof fault>;

/** Where faults hit besides calls: a new object's event, a function's invocation, and the end of a queue's message. */
export const MOMENTS = { event: "s3:ObjectCreated", invoke: "lambda:Invoke", done: "sqs:DeleteMessage" } as const;

/** The calls that functions make, in the words of {@link import("../gateway/aws-call.ts").AwsCall}, and the dataset service's. */
const CALL = /^((dynamodb|events|s3|secretsmanager|sns|states|dataset):\w+|sqs:(SendMessage|ChangeMessageVisibility))$/;

const cloudFaultRule = z
  .strictObject({
    /** What it hits: a call that a function makes, such as `dynamodb:PutItem` or `dataset:create`, or one of {@link MOMENTS}. */
    at: z.string(),
    /** The function that makes the call or is invoked, by its name in the template; any if not given. */
    function: z.string().optional(),
    /** A text in the invocation's event, the message's body or the object's key; any if not given. */
    about: z.string().optional(),
    /** How many go by before the first that it hits; none if not given. */
    after: z.number().int().nonnegative().optional(),
    /** How many it hits; if not given, every one until the rules are taken back. */
    times: z.number().int().positive().optional(),
    fault,
  })
  .superRefine(({ at, fault: { kind } }, context) => {
    if (canHit(kind, at)) return;
    context.addIssue({ code: "custom", path: ["at"], message: `${kind} cannot happen at ${at}.` });
  });

export type CloudFaultRule = Readonly<z.infer<typeof cloudFaultRule>>;
export const cloudFaultRules = z.array(cloudFaultRule);

/** Something that is about to happen. */
export interface Moment {
  readonly at: string;
  readonly function: string | undefined;
  /** What is known of it: texts that a rule's `about` may name. */
  readonly about: string;
}

interface Switched {
  readonly rule: CloudFaultRule;
  seen: number;
  played: number;
}

/** The embedded cloud's faults that are switched on. Off unless someone switches one on; forgotten at a restart. */
export class CloudFaults {
  #switched: Switched[] = [];

  /**
   * Replaces all active rules, with new counts.
   *
   * @throws {z.ZodError} a rule is invalid, or cannot happen at its place
   */
  set(rules: readonly CloudFaultRule[]): void {
    this.#switched = [];
    this.add(rules);
  }

  /** Puts these after those that are on. @throws {z.ZodError} */
  add(rules: readonly CloudFaultRule[]): void {
    this.#switched.push(...cloudFaultRules.parse(rules).map((rule) => ({ rule, seen: 0, played: 0 })));
  }

  /** Every rule as it was set, and how often it has hit. */
  list(): { rule: CloudFaultRule; played: number }[] {
    return this.#switched.map(({ rule, played }) => ({ rule, played }));
  }

  clear(): void {
    this.#switched = [];
  }

  /** The first fault in the list that is to happen now. Each rule counts every moment that it could hit. */
  play(moment: Moment): CloudFault | undefined {
    let hit: CloudFault | undefined;
    for (const switched of this.#switched) {
      const { rule } = switched;
      if (rule.at !== moment.at) continue;
      if (rule.function !== undefined && rule.function !== moment.function) continue;
      if (rule.about !== undefined && !moment.about.includes(rule.about)) continue;
      switched.seen++;
      const isOn = switched.seen > (rule.after ?? 0) && switched.played < (rule.times ?? Number.POSITIVE_INFINITY);
      if (!isOn || hit !== undefined) continue;
      hit = rule.fault;
      switched.played++;
    }
    return hit;
  }
}

function canHit(kind: CloudFault["kind"], at: string): boolean {
  switch (kind) {
    case "kill":
    case "time-out":
      return CALL.test(at);
    case "throttle":
    case "reset":
      return CALL.test(at) && !at.startsWith("dataset:");
    case "object":
      return /^s3:GetObject(Version)?$/.test(at);
    case "refuse":
      return at === MOMENTS.invoke;
    case "duplicate":
    case "late":
      return at === MOMENTS.event;
    case "lose":
      return at === MOMENTS.done;
    case "crash":
      return CALL.test(at) || Object.values<string>(MOMENTS).includes(at);
  }
}
