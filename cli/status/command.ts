import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { type Drop, dropId, versionOfEtag } from "../../functions/drops/drop.ts";
import { OUTCOMES } from "../../functions/drops/report.ts";
import type { DropEvent } from "../../functions/ingest/s3-events.ts";
import type { WaitNote } from "../../functions/ingest/wait-note.ts";
import { cellName, describeProgress, outcomeWord, table } from "../drops/describe.ts";
import type { Retrying } from "../drops/progress.ts";
import { type Stack, withStack } from "../stack/connect.ts";
import { countDeadLetters, readDeadLetters } from "../stack/dead-letters.ts";
import { type Attempt, FAILED_STATUSES, findLastAttempt, findState, listAttempts } from "../stack/executions.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readAnswer, readKey, readWait } from "../stack/reports.ts";
import { oneLine } from "../terminal/one-line.ts";
import { type Paint, painterFor } from "../terminal/paint.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { WrongUse } from "../terminal/wrong-use.ts";

const STATES = ["publishing", ...OUTCOMES] as const;

const USAGE = `Usage: dropset status [options] [KEY]

Shows the status of drops: received (waiting for ingest), dead-letter (in the dead-letter queue), publishing (with the
state and why it is retried), ready, partial (some rows were refused), accepted (a definition), rejected or failed.
Without KEY, it shows the drops in the dead-letter queue, the most recent ones, and the number of messages in the
queues. With KEY, it shows every version of that object. KEY may start with incoming/ or not, or be an address:
s3://BUCKET/incoming/….

  --limit N              the number of drops to show (default 20)
  --outcome OUTCOME      only drops that are ${STATES.join(", ")}; only without KEY
  --json                 print one line of JSON per drop, and nothing else to standard output
${STACK_HELP}
  --help                 print this help

Exits with 0, or with 2 when there is no drop under KEY or on incorrect usage. dropset report has an exit code per outcome.
`;

/** A drop's status. */
interface Whereabouts {
  readonly drop: Drop;
  readonly state: "received" | "dead-letter" | (typeof STATES)[number];
  /** The state of a publishing drop, the error of a failed one. */
  readonly detail: string | null;
  /** The last failure and the next retry of a drop in progress. */
  readonly retrying: WaitNote | null;
  readonly attempt: number;
  readonly datasetId: string | null;
  /** In ISO 8601. */
  readonly droppedAt: string;
  readonly endedAt: string | null;
}

/** @returns the exit code */
export function statusCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("status", () => printStatus(args), explainFailure, 2);
}

async function printStatus(args: readonly string[]): Promise<ExitCode> {
  const options = readArguments(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  return withStack(options, async (stack) => {
    const { limit, outcome } = options;
    const key = options.key === undefined ? undefined : readKey(options.key, stack);
    const dead = outcome === undefined ? await readDeadLetters(stack) : [];
    const found =
      key === undefined
        ? [...(await deadLetters(stack, dead.slice(0, limit))), ...(await recentDrops(stack, limit, outcome))].slice(
            0,
            limit,
          )
        : await Promise.all((await versionsOf(stack, key, limit)).map((one) => withDeadLetter(stack, one, dead)));
    if (key !== undefined && found.length === 0) {
      process.stderr.write(`There is no drop under ${JSON.stringify(key)} in ${stack.bucket}.\n`);
      return 2;
    }
    if (options.json) for (const one of found) process.stdout.write(`${JSON.stringify(one)}\n`);
    else process.stdout.write(`${statusTable(found, painterFor(process.stdout))}\n`);
    if (!options.json && key === undefined) process.stdout.write(`\n${await describeQueues(stack)}\n`);
    return 0;
  });
}

async function deadLetter(stack: Stack, { drop, attempt = 1, droppedAt }: DropEvent): Promise<Whereabouts> {
  const retrying = (await readWait(stack, drop)) ?? null;
  return { drop, state: "dead-letter", detail: null, retrying, attempt, datasetId: null, droppedAt, endedAt: null };
}

function deadLetters(stack: Stack, letters: readonly DropEvent[]): Promise<Whereabouts[]> {
  return Promise.all(letters.map((letter) => deadLetter(stack, letter)));
}

/** If a later attempt is in the dead-letter queue, the drop's status is dead-letter. */
async function withDeadLetter(stack: Stack, found: Whereabouts, dead: readonly DropEvent[]): Promise<Whereabouts> {
  const isFurther = ({ attempt = 1 }: DropEvent) => found.state === "received" || attempt > found.attempt;
  const letter = dead.find((event) => dropId(event.drop) === dropId(found.drop) && isFurther(event));
  return letter ? { ...(await deadLetter(stack, letter)), datasetId: found.datasetId } : found;
}

async function recentDrops(stack: Stack, limit: number, outcome: Outcome | undefined): Promise<Whereabouts[]> {
  const recent: Attempt[] = [];
  for (const status of statusesOf(outcome)) {
    let taken = 0;
    for await (const attempt of listAttempts(stack, status)) {
      if (outcome !== undefined && attempt.state !== outcome) continue;
      recent.push(attempt);
      if (++taken >= limit) break;
    }
  }
  recent.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  return Promise.all(recent.slice(0, limit).map((attempt) => whereaboutsOf(stack, attempt)));
}

function statusesOf(outcome: Outcome | undefined) {
  switch (outcome) {
    case undefined:
      return [undefined];
    case "publishing":
      return ["RUNNING"] as const;
    case "ready":
    case "partial":
    case "accepted":
    case "rejected":
      return ["SUCCEEDED"] as const;
    case "failed":
      return FAILED_STATUSES;
  }
}

/** Every version of a key's object, the newest first. */
async function versionsOf(stack: Stack, key: string, limit: number): Promise<Whereabouts[]> {
  const found: Whereabouts[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await stack.s3.send(new ListObjectVersionsCommand({ Bucket: stack.bucket, Prefix: key, ...from }));
    for (const { Key, VersionId, ETag = "", LastModified = new Date(0) } of page.Versions ?? []) {
      if (Key !== key) continue;
      const versioned = VersionId !== undefined && VersionId !== "null";
      const drop = { bucket: stack.bucket, key, versionId: versioned ? VersionId : versionOfEtag(ETag) };
      found.push(await findWhereabouts(stack, drop, LastModified));
      if (found.length >= limit) return found;
    }
    // Among the keys with this prefix, the key itself is listed first.
    if (!page.IsTruncated || page.NextKeyMarker !== key) return found;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

async function findWhereabouts(stack: Stack, drop: Drop, droppedAt: Date): Promise<Whereabouts> {
  const attempt = await findLastAttempt(stack, drop);
  if (attempt) return whereaboutsOf(stack, attempt);
  // Step Functions keeps executions for 90 days; reports are kept longer.
  const answer = await readAnswer(stack, drop);
  return {
    drop,
    state: answer?.report.outcome ?? "received",
    detail: null,
    retrying: answer ? null : ((await readWait(stack, drop)) ?? null),
    attempt: 1,
    datasetId: answer?.report.dataset?.id ?? null,
    droppedAt: answer?.report.startedAt ?? droppedAt.toISOString(),
    endedAt: answer?.report.finishedAt ?? null,
  };
}

async function whereaboutsOf(stack: Stack, attempt: Attempt): Promise<Whereabouts> {
  const { input, state, error, endedAt } = attempt;
  const now = state === "publishing" ? await findState(stack, attempt) : undefined;
  return {
    drop: input.drop,
    state,
    detail: state === "publishing" ? (now?.name ?? null) : error,
    retrying: now?.retrying ? readRetrying(now.retrying) : null,
    attempt: input.attempt,
    datasetId: input.dataset?.id ?? null,
    droppedAt: input.startedAt,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function readRetrying({ reason, tries, againAt }: Retrying) {
  return { reason, tries, againAt: new Date(againAt).toISOString() };
}

function statusTable(drops: readonly Whereabouts[], paint: Paint): string {
  const head = ["DROPPED", "FILE", "STATE", "ATTEMPT", "DATASET", "VERSION"];
  const rows = drops.map(({ drop, state, detail, attempt, datasetId, droppedAt }) => [
    droppedAt.replace(/\.\d+Z$/, "Z"),
    cellName(drop.key),
    outcomeWord(state) + (detail === null ? "" : ` (${oneLine(detail)})`),
    String(attempt),
    datasetId ?? "-",
    drop.versionId,
  ]);
  const waits = drops.flatMap(({ drop, retrying }) => (retrying ? [describeRetry(drop, retrying, paint)] : []));
  return [table(head, rows, paint), ...(waits.length > 0 ? ["", ...waits] : [])].join("\n");
}

function describeRetry({ key }: Drop, retrying: NonNullable<Whereabouts["retrying"]>, paint: Paint): string {
  const { reason, tries, againAt } = retrying;
  if (againAt === null) {
    return describeProgress(key, { step: "given-up", reason, tries, redrive: "dropset redrive" }, paint);
  }
  return describeProgress(
    key,
    { step: "retrying", reason, tries, againAt: Date.parse(againAt), needsPerson: false },
    paint,
  );
}

async function describeQueues(stack: Stack): Promise<string> {
  const count = async (output: string) => {
    const { Attributes } = await stack.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: stack.output(output),
        AttributeNames: [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesDelayed",
          "ApproximateNumberOfMessagesNotVisible",
        ],
      }),
    );
    return {
      waiting:
        Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
        Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
      taken: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  };
  const [queue, deadLetters] = await Promise.all([count("DropQueueUrl"), countDeadLetters(stack)]);
  const perMinute = Number(stack.find("DropsPerMinute") ?? 0);
  const minutes = perMinute > 0 ? Math.ceil(queue.waiting / perMinute) : 0;
  const pace = minutes > 1 ? ` At ${perMinute} per minute, the last one starts in about ${minutes} minutes.` : "";
  return [
    `Queue: ${queue.waiting} waiting, ${queue.taken} in ingest or waiting for a retry.${pace} Dead letters: ${deadLetters}.`,
    ...(deadLetters > 0 ? ["Once the cause is fixed, dropset redrive moves them back."] : []),
  ].join("\n");
}

type Outcome = (typeof STATES)[number];

function readArguments(args: readonly string[]) {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (positionals.length > 1) throw new WrongUse("Name at most one key.");
  const [key] = positionals;
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new WrongUse(`--limit needs a whole number of 1 or more, not ${JSON.stringify(values.limit)}.`);
  }
  const outcome = STATES.find((known) => known === values.outcome);
  if (values.outcome !== undefined && outcome === undefined) {
    throw new WrongUse(`--outcome must be one of ${STATES.join(", ")}, not ${JSON.stringify(values.outcome)}.`);
  }
  if (outcome !== undefined && key !== undefined) throw new WrongUse("--outcome cannot be used with a key.");
  return { ...values, key, limit, outcome };
}

const OPTIONS = {
  ...STACK_OPTIONS,
  limit: { type: "string", default: "20" },
  outcome: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
