import type { CloudFaultRule } from "../../../local/cloud/faults/faults.ts";
import type { Fault, FaultRule } from "../../../local/sandbox/faults.ts";

/** How a drop ends while its fault is on. */
export type Ending =
  | "ready"
  | "accepted"
  | "dead-letter"
  | "unanswered"
  | `${"failed" | "partial" | "rejected"}: ${string}`;

/** One fault at one step, and what is expected of it. */
export interface Case {
  readonly fault: string;
  readonly step: string;
  /** What the pipeline does about it. */
  readonly happens: string;
  readonly sandbox: readonly Omit<FaultRule, "dataset">[];
  readonly cloud: readonly Omit<CloudFaultRule, "about">[];
  readonly ending: Ending;
  /** Whether the dropped file is one that has to be fixed. */
  readonly isFixed?: boolean;
  /** Whether it is dropped into a folder with one typed dataset, which was defined before. */
  readonly isTyped?: boolean;
  /** How many datasets are left empty in the end: the documented window, or a dataset whose file went away. */
  readonly empty: number;
  /** How it ends when the fault is gone and everything that failed was redriven; the same as before where nothing failed. */
  readonly redriven: Ending;
}

export const FUNCTIONS = {
  ingest: "Dropset-IngestFunction",
  upload: "Dropset-PublishUploadFunction",
  poll: "Dropset-PublishPollFunction",
  refused: "Dropset-PublishRefusedFunction",
  report: "Dropset-PublishReportFunction",
} as const;
export type StepName = keyof typeof FUNCTIONS;

/** Longer than ingest's time-out in the matrix, in milliseconds. */
const TOO_LATE_MS = 32_000;

export const RETRIED_IN_CALL = "the function retries the call";
export const RETRIED_BY_STATES = "the state machine retries the step";
export const RETRIED_BY_QUEUE = "the message is redelivered";
export const WINDOW = "the message is redelivered, and another dataset is created: the window";

export type Expected = Partial<Pick<Case, "ending" | "empty" | "redriven">>;

export function caseOf(
  fault: string,
  step: string,
  happens: string,
  rules: Partial<Pick<Case, "sandbox" | "cloud">>,
  { ending = "ready", empty = 0, redriven }: Expected = {},
): Case {
  const after = redriven ?? "ready";
  return { fault, step, happens, sandbox: [], cloud: [], ...rules, ending, empty, redriven: after };
}

/** A fault of the dataset service. `after`: how many of the calls go by before. */
export function service(
  fault: string,
  step: string,
  call: FaultRule["call"],
  what: Fault,
  happens: string,
  { after = 0, times = 1, ...expected }: Expected & { after?: number; times?: number | "always" } = {},
): Case {
  const rule = { call, after, fault: what, ...(times !== "always" && { times }) };
  return caseOf(fault, step, happens, { sandbox: [rule] }, expected);
}

const inTwoSeconds = () => new Date(Math.floor(Date.now() / 1000) * 1000 + 2000).toUTCString();
export const status = (code: number, more: { retryAfter?: string | number; effect?: "after" } = {}): Fault => ({
  kind: "status",
  status: code,
  ...more,
});
export const answer = (body: Extract<Fault, { kind: "answer" }>["body"]): Fault => ({ kind: "answer", body });
const reset = (effect: "before" | "after"): Fault => ({ kind: "reset", effect });

const CREATE = "ingest: create the dataset";
const LOOK = "upload: check the dataset";
const URL_STEP = "upload: get an upload URL";
const PUT = "upload: send the file";
const POLL = "poll: read the status";

/** A wait that nobody has patience for within a call. */
const AN_HOUR = 3600;
/** Longer than a call waits itself, and too short for an outage that was announced. */
const NOT_ANNOUNCED = 50;

const creating: Case[] = [
  service("response 300 ms late", CREATE, "create", { kind: "latency", ms: 300 }, "the pipeline waits"),
  service("429 without Retry-After", CREATE, "create", status(429), RETRIED_IN_CALL),
  service("429, Retry-After in seconds", CREATE, "create", status(429, { retryAfter: 1 }), RETRIED_IN_CALL),
  service("429, Retry-After as a date", CREATE, "create", status(429, { retryAfter: inTwoSeconds() }), RETRIED_IN_CALL),
  service("429, Retry-After an hour", CREATE, "create", status(429, { retryAfter: AN_HOUR }), RETRIED_BY_QUEUE),
  service(
    "429, every time",
    CREATE,
    "create",
    status(429, { retryAfter: AN_HOUR }),
    "the message moves to the dead-letter queue",
    {
      times: "always",
      ending: "dead-letter",
    },
  ),
  service("500", CREATE, "create", status(500), RETRIED_BY_QUEUE),
  service("502", CREATE, "create", status(502), RETRIED_BY_QUEUE),
  service("503", CREATE, "create", status(503), RETRIED_IN_CALL),
  service("500, every time", CREATE, "create", status(500), "the message moves to the dead-letter queue", {
    times: "always",
    ending: "dead-letter",
  }),
  service(
    "503, every time",
    CREATE,
    "create",
    status(503),
    "the function runs out of time; the message moves to the dead-letter queue",
    {
      times: "always",
      ending: "dead-letter",
    },
  ),
  service("401, once", CREATE, "create", status(401), "the token is read again, and the call retried"),
  service("401 with a good token", CREATE, "create", status(401), "it is reported, and not retried", {
    times: "always",
    ending: "rejected: workspace-not-allowed",
    redriven: "rejected: workspace-not-allowed",
  }),
  service("404 with a good token", CREATE, "create", status(404), "it is reported, and not retried", {
    ending: "rejected: workspace-not-allowed",
    redriven: "rejected: workspace-not-allowed",
  }),
  service("an answer without a status", CREATE, "create", answer("no-status"), "only the id is needed"),
  service(
    "a version 4 dataset without a schema",
    CREATE,
    "create",
    answer("version-4"),
    "it is reported, and not retried",
    { ending: "failed: schema-needed", empty: 1 },
  ),
  service("422, a refusal", CREATE, "create", status(422), "it is reported, and not retried", {
    ending: "failed: service-refused",
  }),
  service("connection reset before the effect", CREATE, "create", reset("before"), RETRIED_BY_QUEUE),
  service("connection reset after the effect", CREATE, "create", reset("after"), WINDOW, { empty: 1 }),
  service("500 after the effect", CREATE, "create", status(500, { effect: "after" }), WINDOW, { empty: 1 }),
  service("response breaks off", CREATE, "create", answer("broken-off"), WINDOW, { empty: 1 }),
  service("response truncated", CREATE, "create", answer("cut-short"), WINDOW, { empty: 1 }),
  service("a proxy's HTML page", CREATE, "create", answer("html"), WINDOW, { empty: 1 }),
  service("invalid JSON", CREATE, "create", answer("invalid-json"), WINDOW, { empty: 1 }),
  service("an unknown status", CREATE, "create", answer("unknown-status"), "only the id matters here"),
  service(
    "response after the function's timeout",
    CREATE,
    "create",
    { kind: "latency", ms: TOO_LATE_MS },
    "the function runs out of time; the message is redelivered, and another dataset is created: the window",
    { empty: 1 },
  ),
  service(
    "its response is lost at every delivery",
    CREATE,
    "create",
    reset("after"),
    "the message moves to the dead-letter queue: the window, once for each lost response",
    { times: "always", ending: "dead-letter", empty: 3 },
  ),
];

/** The calls that only read: what can be repeated at will. */
export function reading(step: string, call: "uploadUrl" | "get" | "import", after: number): Case[] {
  const one = (fault: string, what: Fault, happens = RETRIED_IN_CALL, expected: Expected = {}) =>
    service(fault, step, call, what, happens, { after, ...expected });
  // The upload's answer of that kind leads to the upload again, the poll's to the next poll.
  const patiently = `the state machine waits, and ${step.startsWith("upload: ") ? "tries the upload again" : "polls again"}`;
  return [
    one("response 300 ms late", { kind: "latency", ms: 300 }, "the pipeline waits"),
    one("429 without Retry-After", status(429)),
    one("429, Retry-After in seconds", status(429, { retryAfter: 1 })),
    one("429, Retry-After as a date", status(429, { retryAfter: inTwoSeconds() })),
    one("429, Retry-After an hour", status(429, { retryAfter: AN_HOUR }), patiently),
    one("500", status(500)),
    one("502", status(502)),
    one("503", status(503)),
    service(
      "503 for hours",
      step,
      call,
      status(503, { retryAfter: NOT_ANNOUNCED }),
      "it is reported after all retries",
      {
        after,
        times: "always",
        ending: "failed: publish-failed",
      },
    ),
    one("503, Retry-After an hour", status(503, { retryAfter: AN_HOUR }), patiently),
    service(
      "503, Retry-After an hour, for hours",
      step,
      call,
      status(503, { retryAfter: AN_HOUR }),
      "it is reported once the time is over",
      {
        after,
        times: "always",
        ending: "failed: processing-timeout",
      },
    ),
    one("401, once", status(401), "the token is read again, and the call retried"),
    one("connection reset before the effect", reset("before")),
    one("connection reset after the effect", reset("after")),
    one("response breaks off", answer("broken-off")),
    one("response truncated", answer("cut-short")),
    one("a proxy's HTML page", answer("html")),
    one("invalid JSON", answer("invalid-json")),
    one(
      call === "import" ? "404: the import vanished" : "404: the dataset vanished",
      { kind: "vanish" },
      "it is reported, and not retried",
      {
        ending: "failed: publish-failed",
      },
    ),
  ];
}

const uploading: Case[] = [
  service(
    "expired URL",
    URL_STEP,
    "uploadUrl",
    { kind: "bad-url", how: "expired" },
    `${RETRIED_BY_STATES} with a new URL`,
  ),
  service(
    "wrongly signed URL",
    URL_STEP,
    "uploadUrl",
    { kind: "bad-url", how: "signature" },
    `${RETRIED_BY_STATES} with a new URL`,
  ),
  service(
    "expired URL, every time",
    URL_STEP,
    "uploadUrl",
    { kind: "bad-url", how: "expired" },
    "it is reported after all retries",
    {
      times: "always",
      ending: "failed: publish-failed",
    },
  ),
  service("response 300 ms late", PUT, "upload", { kind: "latency", ms: 300 }, "the pipeline waits"),
  ...[429, 500, 502, 503].map((code) => service(String(code), PUT, "upload", status(code), RETRIED_BY_STATES)),
  service("307, a redirect", PUT, "upload", { kind: "redirect" }, "it is followed, and the file is sent again"),
  service("307, a redirect, every time", PUT, "upload", { kind: "redirect" }, "it is reported after all retries", {
    times: "always",
    ending: "failed: publish-failed",
  }),
  service("connection reset before the effect", PUT, "upload", reset("before"), RETRIED_BY_STATES),
  service("connection reset after the effect", PUT, "upload", reset("after"), "the dataset already has its file"),
  service("500 after the effect", PUT, "upload", status(500, { effect: "after" }), "the dataset already has its file"),
  service("response breaks off", PUT, "upload", answer("broken-off"), "the dataset already has its file"),
  service("a proxy's HTML page", PUT, "upload", answer("html"), "the dataset already has its file"),
  service(
    "stalls after the first bytes",
    PUT,
    "upload",
    { kind: "stall" },
    "aborted after a minute; the state machine retries",
  ),
  service("PROCESSING forever", PUT, "upload", { kind: "processing", ends: "never" }, "it is reported at the limit", {
    ending: "failed: processing-timeout",
  }),
  service(
    "ERROR after PROCESSING",
    PUT,
    "upload",
    { kind: "processing", ends: "error" },
    "it is reported; a redrive with --new-dataset creates another",
    {
      ending: "failed: dataset-error",
    },
  ),
  service(
    "UNINITIALISED after the upload",
    PUT,
    "upload",
    { kind: "processing", ends: "untouched" },
    "it is reported at its own limit",
    {
      ending: "failed: upload-not-processed",
    },
  ),
  service("an unknown status", LOOK, "get", answer("unknown-status"), "the file is uploaded anyway"),
  service("an unknown status", POLL, "get", answer("unknown-status"), "it is reported, and never mistaken for READY", {
    after: 1,
    ending: "failed: unknown-status",
  }),
];

/** A function's calls in the order in which it makes them: the call, how many of its kind come before, and what it is for. */
export type Calls = Readonly<Record<StepName, readonly (readonly [at: string, after: number, what: string])[]>>;
export const CALLS: Calls = {
  ingest: [
    ["dynamodb:PutItem", 0, "claim the drop"],
    ["dynamodb:UpdateItem", 0, "write the record"],
    ["dynamodb:GetItem", 0, "recall the folder's definition"],
    ["s3:ListBucketVersions", 0, "look for the folder's definition"],
    ["s3:GetObjectVersion", 0, "check the file"],
    ["s3:GetObjectVersion", 1, "read the file"],
    ["dynamodb:PutItem", 1, "claim the dataset"],
    ["dynamodb:UpdateItem", 1, "take a turn"],
    ["dataset:create", 0, "create the dataset"],
    ["dynamodb:UpdateItem", 2, "record the dataset"],
    ["s3:PutObject", 0, "store the results"],
    ["dynamodb:UpdateItem", 3, "write the record of the upload"],
    ["states:StartExecution", 0, "start the execution"],
    ["dynamodb:UpdateItem", 4, "record the drop"],
  ],
  upload: [
    ["dataset:get", 0, "check the dataset"],
    ["dataset:uploadUrl", 0, "get an upload URL"],
    ["s3:GetObjectVersion", 0, "read the file"],
    ["dataset:upload", 0, "send the file"],
    ["dynamodb:UpdateItem", 0, "write the record"],
  ],
  poll: [["dataset:get", 0, "read the status"]],
  refused: [],
  report: [
    ["s3:GetObject", 0, "read the results"],
    ["s3:PutObject", 0, "write the report"],
    ["dynamodb:UpdateItem", 0, "write the record"],
    ["events:PutEvents", 0, "send the event"],
    ["sns:Publish", 0, "publish to the topic"],
  ],
};

/** Where the service has created a dataset and the ledger does not know it yet. */
export function inWindow(at: string, after: number, effect: "before" | "after"): boolean {
  return effect === "after" ? at === "dataset:create" : at === "dynamodb:UpdateItem" && after === 2;
}

/** What is called more for a file that is fixed. */
const FIXING_CALLS: Calls = {
  ingest: [
    ["s3:GetObjectVersion", 2, "read the file to fix it"],
    ["s3:PutObject", 0, "store the fixed file"],
    ["s3:PutObject", 1, "store the results of the fixed file"],
  ],
  upload: [["s3:GetObjectVersion", 0, "read the fixed file"]],
  poll: [],
  refused: [],
  report: [["s3:PutObject", 0, "keep the fixed file"]],
};

export function ended(kind: "kill" | "time-out", name: string, ofSteps: Calls = CALLS): Case[] {
  return Object.entries(ofSteps).flatMap(([step, calls]) =>
    calls.flatMap(([at, after, what]) =>
      (["before", "after"] as const).map((effect) => {
        const window = step === "ingest" && inWindow(at, after, effect);
        const retried = step === "ingest" ? RETRIED_BY_QUEUE : RETRIED_BY_STATES;
        const rule = { at, after, times: 1, function: FUNCTIONS[step as StepName], fault: { kind, effect } as const };
        return caseOf(
          `${name} ${effect === "before" ? "before the call" : "after the call took effect"}`,
          `${step}: ${what}`,
          window ? WINDOW : retried,
          { cloud: [rule] },
          { empty: window ? 1 : 0 },
        );
      }),
    ),
  );
}

/** Time-outs are ends like any other: at one call of each function, and where the window is. */
const timeOuts = ended("time-out", "timeout").filter(
  ({ step, fault }) =>
    ["ingest: read the file", "ingest: create the dataset", "upload: send the file", "poll: read the status"].includes(
      step,
    ) ||
    (step === "report: write the report" && fault.endsWith("effect")),
);

export const awsCalls = (ofSteps: Calls): Case[] =>
  Object.entries(ofSteps).flatMap(([step, calls]) =>
    calls.flatMap(([at, after, what]) => {
      if (at.startsWith("dataset:")) return [];
      const rule = { at, after, function: FUNCTIONS[step as StepName] };
      const place = `${step}: ${what}`;
      // The claim whose response was lost blocks the SDK's own retry, until it expires.
      const ownClaim = at === "dynamodb:PutItem" && what.startsWith("claim");
      return [
        caseOf("AWS throttles twice", place, "the SDK retries", {
          cloud: [{ ...rule, times: 2, fault: { kind: "throttle" } }],
        }),
        caseOf("connection reset before the effect", place, "the SDK retries", {
          cloud: [{ ...rule, times: 1, fault: { kind: "reset", effect: "before" } }],
        }),
        caseOf(
          "connection reset after the effect",
          place,
          ownClaim ? "its own claim blocks it; the message is delayed until the claim ends" : "the SDK retries",
          {
            cloud: [{ ...rule, times: 1, fault: { kind: "reset", effect: "after" } }],
          },
        ),
      ];
    }),
  );

const lasting: Case[] = [
  caseOf(
    "connection reset before the effect, five times",
    "ingest: record the dataset",
    "the ledger's client retries, so no second dataset is created",
    {
      cloud: [
        {
          at: "dynamodb:UpdateItem",
          after: 2,
          times: 5,
          function: FUNCTIONS.ingest,
          fault: { kind: "reset", effect: "before" },
        },
      ],
    },
  ),
  caseOf(
    "AWS throttles, every time",
    "ingest: start the execution",
    "the message moves to the dead-letter queue",
    { cloud: [{ at: "states:StartExecution", function: FUNCTIONS.ingest, fault: { kind: "throttle" } }] },
    { ending: "dead-letter" },
  ),
  caseOf(
    "AWS throttles, every time",
    "report: write the report",
    "the execution fails, which raises an alarm; a redrive writes the report",
    { cloud: [{ at: "s3:PutObject", function: FUNCTIONS.report, fault: { kind: "throttle" } }] },
    { ending: "unanswered" },
  ),
  caseOf("AWS throttles twice", "upload: read the token", "the SDK retries", {
    sandbox: [{ call: "get", times: 1, fault: status(401) }],
    cloud: [{ at: "secretsmanager:GetSecretValue", function: FUNCTIONS.upload, times: 2, fault: { kind: "throttle" } }],
  }),
  ...(["upload", "poll", "report"] as const).flatMap((step) =>
    (["Lambda.TooManyRequestsException", "Lambda.ServiceException"] as const).map((error) =>
      caseOf(`${error}, twice`, `${step}: be invoked`, RETRIED_BY_STATES, {
        cloud: [{ at: "lambda:Invoke", function: FUNCTIONS[step], times: 2, fault: { kind: "refuse", error } }],
      }),
    ),
  ),
  caseOf("Lambda.TooManyRequestsException", "ingest: be invoked", RETRIED_BY_QUEUE, {
    cloud: [
      {
        at: "lambda:Invoke",
        function: FUNCTIONS.ingest,
        times: 1,
        fault: { kind: "refuse", error: "Lambda.TooManyRequestsException" },
      },
    ],
  }),
];

const events: Case[] = [
  caseOf("event comes twice", "S3 to the queue", "the second has no effect", {
    cloud: [{ at: "s3:ObjectCreated", times: 1, fault: { kind: "duplicate", copies: 1 } }],
  }),
  caseOf("event comes six times", "S3 to the queue", "the first is processed, the others have no effect", {
    cloud: [{ at: "s3:ObjectCreated", times: 1, fault: { kind: "duplicate", copies: 5 } }],
  }),
  caseOf("event comes after the next one's", "S3 to the queue", "each names its own version", {
    cloud: [{ at: "s3:ObjectCreated", times: 1, fault: { kind: "late" } }],
  }),
  caseOf("message is redelivered after it was processed", "the queue to ingest", "it has no effect", {
    cloud: [{ at: "sqs:DeleteMessage", times: 1, fault: { kind: "lose" } }],
  }),
];

const fixing: Case[] = [...ended("kill", "killed", FIXING_CALLS), ...awsCalls(FIXING_CALLS)].map((one) => ({
  ...one,
  isFixed: true,
}));

const GONE = "failed: file-gone";
const objects: Case[] = (
  [
    ["ingest: check the file", FUNCTIONS.ingest, 0],
    ["ingest: read the file", FUNCTIONS.ingest, 1],
    ["upload: read the file", FUNCTIONS.upload, 0],
  ] as const
).flatMap(([step, name, after]) => {
  const changed = (change: "overwrite" | "delete" | "delete-version") => [
    { at: "s3:GetObjectVersion", function: name, after, times: 1, fault: { kind: "object", change } as const },
  ];
  const uploads = name === FUNCTIONS.upload;
  return [
    caseOf("the object is overwritten", step, "the dropped version is read; the other is a separate drop", {
      cloud: changed("overwrite"),
    }),
    caseOf("the object is deleted", step, "its version still exists, and is read", { cloud: changed("delete") }),
    caseOf(
      "the version is permanently deleted",
      step,
      "it is reported, and not retried",
      { cloud: changed("delete-version") },
      { ending: uploads ? "failed: publish-failed" : GONE, empty: uploads ? 1 : 0, redriven: GONE },
    ),
  ];
});

/** Those that take longest first: the others run meanwhile. */
export const CASES: readonly Case[] = [
  ...creating,
  ...reading(LOOK, "get", 0),
  ...reading(URL_STEP, "uploadUrl", 0),
  ...uploading,
  ...reading(POLL, "get", 1),
  ...ended("kill", "killed"),
  ...timeOuts,
  ...awsCalls(CALLS),
  ...fixing,
  ...lasting,
  ...events,
  ...objects,
];
