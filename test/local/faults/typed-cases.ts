import type { Fault } from "../../../local/sandbox/faults.ts";
import {
  answer,
  awsCalls,
  type Calls,
  type Case,
  type Expected,
  ended,
  RETRIED_BY_QUEUE,
  RETRIED_BY_STATES,
  reading,
  service,
  status,
} from "./cases.ts";

// Faults of a drop into a folder with one typed dataset. What it shares with every other drop is in cases.ts.

/** The calls that such a drop makes, in their order, where they are others. */
export const TYPED_CALLS: Calls = {
  ingest: [
    ["dynamodb:GetItem", 0, "recall the folder's definition, which is there"],
    ["s3:ListBucketVersions", 0, "find the folder's definition"],
    ["s3:GetObjectVersion", 0, "read the folder's definition"],
    ["dynamodb:PutItem", 1, "keep the folder's definition"],
    ["dynamodb:PutItem", 2, "claim the folder's dataset"],
    ["dataset:create", 0, "create the folder's dataset"],
    ["dynamodb:UpdateItem", 2, "record the folder's dataset"],
  ],
  upload: [
    ["dynamodb:GetItem", 0, "recall the import"],
    ["dataset:uploadUrl", 0, "get an import's upload URL"],
    ["dynamodb:PutItem", 0, "keep the import"],
    ["dataset:upload", 0, "send the file to the import"],
  ],
  poll: [["dataset:import", 0, "read the import's status"]],
  refused: [],
  report: [],
};

/** What is called more for a file of which the service refuses rows. */
const REFUSED_CALLS: Calls = {
  ingest: [],
  upload: [],
  poll: [],
  refused: [
    ["dataset:import", 0, "read the import's errors"],
    ["s3:GetObjectVersion", 0, "read the file"],
    ["s3:GetObject", 0, "read the definition"],
    ["s3:PutObject", 0, "write the refused rows"],
    ["s3:PutObject", 1, "store the refused rows' lines"],
  ],
  report: [["s3:GetObject", 1, "read the refused rows' lines"]],
};

const PUT = "upload: send the file to the import";
const POLL = "poll: read the import's status";
const PARTIAL = "partial: record-refused";
const refusesOne: Fault = { kind: "import", ends: "partial", reject: [1] };

const importEnds = (ends: Extract<Fault, { kind: "import" }>["ends"], happens: string, expected: Expected) =>
  service(`the import ends ${ends}`, PUT, "upload", { kind: "import", ends }, happens, expected);

const imports: Case[] = [
  importEnds("failed", "it is reported; a redrive imports it again", { ending: "failed: import-failed" }),
  importEnds("pending_schema", "it is reported; a redrive imports it again", { ending: "failed: schema-needed" }),
  importEnds("queued", "it is reported at the queue's limit", { ending: "failed: processing-timeout" }),
  importEnds("processing", "it is reported at the limit", { ending: "failed: processing-timeout" }),
  importEnds("untouched", "it is reported at its own limit", { ending: "failed: upload-not-processed" }),
  service("one of two rows is refused", PUT, "upload", refusesOne, "it is reported, with its line", {
    ending: PARTIAL,
    redriven: PARTIAL,
  }),
  service("an unknown status", POLL, "import", answer("unknown-import-status"), "it is reported", {
    ending: "failed: unknown-status",
  }),
  service("connection reset after the effect", PUT, "upload", { kind: "reset", effect: "after" }, RETRIED_BY_STATES),
  service("500", PUT, "upload", status(500), RETRIED_BY_STATES),
];

/** Beside its own fault, each of them has a row refused. */
const refused = [...ended("kill", "killed", REFUSED_CALLS), ...awsCalls(REFUSED_CALLS)].map(
  (one): Case => ({
    ...one,
    sandbox: [{ call: "upload", times: 1, fault: refusesOne }, ...one.sandbox],
    ending: PARTIAL,
    redriven: PARTIAL,
  }),
);

const isOfTheLedger = ({ step }: Case) => /definition|recall|keep/.test(step);

export const TYPED_CASES: readonly Case[] = [
  ...imports,
  ...reading(POLL, "import", 0),
  ...ended("kill", "killed", TYPED_CALLS),
  ...awsCalls(TYPED_CALLS).filter(isOfTheLedger),
  ...refused,
  service("500", "ingest: create the folder's dataset", "create", status(500), RETRIED_BY_QUEUE),
].map((one) => ({ ...one, isTyped: true }));
