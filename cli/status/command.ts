import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { type Drop, dropId } from "../../functions/drops/drop.ts";
import { cellName } from "../drops/cell-name.ts";
import { describeProgress, outcomeWord } from "../drops/describe.ts";
import { type DropRow, dropTable } from "../drops/drop-table.ts";
import { type Stack, withStack } from "../stack/connect.ts";
import { countDeadLetters, readDeadLetters } from "../stack/dead-letters.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readKey } from "../stack/reports.ts";
import { oneLine, quoted } from "../terminal/one-line.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { type Terminal, terminalOf } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import {
  deadLetters,
  dropsUnder,
  noDropUnder,
  recentDrops,
  STATES,
  type Whereabouts,
  withDeadLetter,
} from "./whereabouts.ts";

const USAGE = `Usage: dropset status [options] [KEY]

Shows the status of drops: received (waiting for ingest), dead-letter (in the dead-letter queue), publishing (with the
step and why it is retried), ready, partial (some rows were refused), accepted (a definition), rejected or failed.
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
        ? firstOf(limit, await deadLetters(stack, dead.slice(0, limit)), await recentDrops(stack, limit, outcome))
        : await Promise.all((await dropsUnder(stack, key, limit)).map((one) => withDeadLetter(stack, one, dead)));
    if (key !== undefined && found.length === 0) {
      process.stderr.write(`${noDropUnder(key, stack)}\n`);
      return 2;
    }
    if (options.json) for (const one of found) process.stdout.write(`${JSON.stringify(one)}\n`);
    else {
      const terminal = terminalOf(process.stdout);
      process.stdout.write(`${statusTable(found, `dropset redrive ${stack.options}`, terminal)}\n`);
      if (key === undefined) process.stdout.write(`\n${await describeQueues(stack, terminal)}\n`);
    }
    return 0;
  });
}

/** Each drop once: one in the dead-letter queue has a record, too. */
function firstOf(limit: number, dead: readonly Whereabouts[], recent: readonly Whereabouts[]): Whereabouts[] {
  const known = new Set(dead.map(({ drop }) => dropId(drop)));
  return [...dead, ...recent.filter(({ drop }) => !known.has(dropId(drop)))].slice(0, limit);
}

function statusTable(drops: readonly Whereabouts[], redrive: string, terminal: Terminal): string {
  const head = ["DROPPED", "FILE", "STATE", "ATTEMPT", "DATASET", "VERSION"];
  const waits = drops.flatMap(({ drop, retrying }) =>
    retrying ? [describeRetry(drop, retrying, redrive, terminal)] : [],
  );
  return [dropTable(head, drops.map(rowOf), terminal), ...(waits.length > 0 ? ["", ...waits] : [])].join("\n");
}

function rowOf({ drop, state: word, detail, attempt, datasetId, droppedAt }: Whereabouts): DropRow {
  const { key, versionId } = drop;
  const at = droppedAt.replace(/\.\d+Z$/, "Z");
  const state = outcomeWord(word) + (detail === null ? "" : ` (${oneLine(detail)})`);
  return {
    key,
    state,
    cells: [at, cellName(key), state, String(attempt), datasetId ?? "-", versionId],
    facts: [
      ["Dropped", at],
      ["Attempt", attempt > 1 ? String(attempt) : ""],
      ["Dataset", datasetId ?? ""],
      ["Version", versionId],
    ],
  };
}

function describeRetry(
  { key }: Drop,
  retrying: NonNullable<Whereabouts["retrying"]>,
  redrive: string,
  terminal: Terminal,
): string {
  const { reason, tries, againAt } = retrying;
  if (againAt === null) {
    return describeProgress(key, { step: "given-up", reason, tries, redrive }, terminal);
  }
  return describeProgress(
    key,
    { step: "retrying", reason, tries, againAt: Date.parse(againAt), needsPerson: false },
    terminal,
  );
}

async function describeQueues(stack: Stack, { width }: Terminal): Promise<string> {
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
  const counts = `Queue: ${queue.waiting} waiting, ${queue.taken} in ingest or waiting for a retry.${pace} Dead letters: ${deadLetters}.`;
  return [
    ...wrap("", counts, width),
    ...(deadLetters > 0 ? [`Once the cause is fixed, dropset redrive ${stack.options} moves them back.`] : []),
  ].join("\n");
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (positionals.length > 1) throw new WrongUse("Name at most one key.");
  const [key] = positionals;
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new WrongUse(`--limit needs a whole number of 1 or more, not ${quoted(values.limit)}.`);
  }
  const outcome = STATES.find((known) => known === values.outcome);
  if (values.outcome !== undefined && outcome === undefined) {
    throw new WrongUse(`--outcome must be one of ${STATES.join(", ")}, not ${quoted(values.outcome)}.`);
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
