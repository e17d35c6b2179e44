import { attemptId, type Drop } from "../../functions/drops/drop.ts";
import type { DropEvent } from "../../functions/ingest/s3-events.ts";
import { answersTable, cellName, describeProgress, table } from "../drops/describe.ts";
import { connectStack, type Stack } from "../stack/connect.ts";
import { countDeadLetters, readDeadLetters } from "../stack/dead-letters.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { followDrop } from "../stack/follow.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readKey } from "../stack/reports.ts";
import { readDuration } from "../terminal/duration.ts";
import { oneLine } from "../terminal/one-line.ts";
import { painterFor } from "../terminal/paint.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, INTERRUPTED, runCommand } from "../terminal/run-command.ts";
import { type MovedLetters, moveDeadLetters } from "./dead-letters.ts";
import { planRestarts, type Restart, restart } from "./restart.ts";

const USAGE = `Usage: dropset redrive [options] [KEY...]

Once the cause of trouble is mended: moves the dead-letter queue back, and restarts the drops whose execution failed,
timed out or was aborted. Nothing is created twice, however often this is run: a drop goes on with the dataset that it
has, and each failed attempt is restarted once. Rejected files are no failures: they are to be mended and dropped again.
A drop whose key holds another file by now is left, since that one took its place. With KEYs, only the drops under these
are restarted, such ones too, and the dead-letter queue is left alone.

  --since TIME           how far back to look for failures, such as 90s, 10m, 2h or 14d (default 14d)
  --new-dataset          where a dataset ended in ERROR or needs a schema, make another one; for KEYs, in any case
  --dry-run              print what would be done, and do nothing
  --wait                 follow what was moved back and restarted to its end, and print one table
  --timeout TIME         with --wait, give up after this (default 2h)
  --json                 print one JSON line per failed drop and what was done; with --wait, one per report
${STACK_HELP}
  --help                 print this

Exits 0 when all was moved and restarted (with --wait: and is READY), 1 when something is left, 2 on wrong use, 130 at
Ctrl-C: what was restarted goes on, and dropset status shows it.
`;

/** @returns the exit code */
export function redriveCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("redrive", (signal) => redrive(args, signal), explainFailure);
}

async function redrive(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const options = readArguments(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stack = await connectStack(options, process.env);
  try {
    const dryRun = options["dry-run"];
    // Before the dead letters: what they lead to is not to be taken for an old failure.
    const keys = options.keys.map((text) => readKey(text, stack));
    const restarts = await planRestarts(stack, { ...options, keys });
    const moves = options.keys.length === 0;
    // What is to be followed is read before it is moved: ingest may be done with it a moment later.
    const waiting = moves && options.wait && !dryRun ? await readDeadLetters(stack) : [];
    const letters = moves ? await deadLetters(stack, dryRun, signal) : null;
    const restarted: Restart[] = [];
    for (const one of restarts) {
      if (one.decision !== "restart" || dryRun) continue;
      if (signal.aborted) break;
      await restart(stack, one);
      restarted.push(one);
    }

    tell(letters, restarts, options);
    if (signal.aborted) return INTERRUPTED;
    const left = restarts.some(({ decision }) => decision === "needs-new-dataset") || Boolean(letters?.failure);
    const ended = options.wait && !dryRun ? await follow(stack, followedOf(waiting, restarted), options, signal) : 0;
    return ended !== 0 ? ended : left && !dryRun ? 1 : 0;
  } finally {
    stack.close();
  }
}

async function deadLetters(stack: Stack, dryRun: boolean, signal: AbortSignal): Promise<MovedLetters> {
  const waiting = await countDeadLetters(stack);
  if (dryRun || waiting === 0) return { moved: waiting, failure: null };
  return moveDeadLetters(stack, signal);
}

function tell(letters: MovedLetters | null, restarts: readonly Restart[], options: Arguments): void {
  const dryRun = options["dry-run"];
  const out = options.json ? process.stderr : process.stdout;
  if (letters) {
    const failure = letters.failure === null ? "" : `; SQS could not move the rest: ${letters.failure}`;
    out.write(`Dead letters: ${letters.moved} ${dryRun ? "would be moved" : "moved"} back${failure}.\n`);
  }
  if (options.json) {
    if (options.wait && !dryRun) return;
    for (const { failed, decision, attempt, datasetAttempt } of restarts) {
      const { input, error, cause } = failed;
      const line = {
        drop: input.drop,
        error,
        cause,
        decision,
        attempt,
        datasetAttempt,
        dataset: input.dataset,
        dryRun,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return;
  }
  if (restarts.length === 0) {
    out.write("No drop failed in that time.\n");
    return;
  }
  const rows = restarts.map(({ failed: { input, error }, decision, attempt }) => [
    cellName(input.drop.key),
    oneLine(error ?? "-"),
    String(attempt - 1),
    input.dataset?.id ?? "-",
    decision === "restart" ? (dryRun ? "would be restarted" : "restarted") : DECISIONS[decision],
  ]);
  out.write(`${table(["FILE", "FAILED WITH", "ATTEMPT", "DATASET", ""], rows, painterFor(out))}\n`);
  if (restarts.some(({ decision }) => decision === "needs-new-dataset")) {
    out.write(
      "\nA dataset that ended in ERROR, or that needs a schema, can't be used again: with --new-dataset, these drops get another one.\n",
    );
  }
}

const DECISIONS = {
  "restarted-before": "was restarted before",
  superseded: "left: another file was dropped in its place",
  "needs-new-dataset": "left: needs --new-dataset",
} as const;

interface Followed {
  readonly drop: Drop;
  readonly attempt: number;
}

/** Each attempt once: a drop may have several messages in the dead-letter queue, and be restarted too. */
function followedOf(moved: readonly DropEvent[], restarted: readonly Restart[]): Followed[] {
  const all = [
    ...moved.map(({ drop, attempt = 1 }) => ({ drop, attempt })),
    ...restarted.map(({ failed, attempt }) => ({ drop: failed.input.drop, attempt })),
  ];
  return [...new Map(all.map((one) => [attemptId(one.drop, one.attempt), one])).values()];
}

async function follow(stack: Stack, all: Followed[], options: Arguments, signal: AbortSignal): Promise<ExitCode> {
  const out = options.json ? process.stderr : process.stdout;
  const paint = painterFor(out);
  const until = Date.now() + options.timeoutMs;
  // Where one can't be followed, nobody waits for the others any more.
  const over = new AbortController();
  const followed = all.map(({ drop, attempt }) =>
    followDrop(stack, drop, {
      attempt,
      until,
      signal: AbortSignal.any([signal, over.signal]),
      onProgress: (progress) => out.write(`${describeProgress(drop.key, progress, paint)}\n`),
    }),
  );
  const answers = await Promise.all(followed).finally(() => over.abort());
  const there = answers.filter((answer) => answer !== undefined);
  if (options.json) for (const { report } of there) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (there.length > 0) out.write(`\n${answersTable(there, paint)}\n`);
  if (signal.aborted) return INTERRUPTED;
  if (there.length < answers.length)
    process.stderr.write(`\n${answers.length - there.length} had no answer in time.\n`);
  return there.length === answers.length && there.every(({ report }) => report.outcome === "ready") ? 0 : 1;
}

type Arguments = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[]) {
  const { values, positionals } = readOptions(args, OPTIONS);
  return {
    ...values,
    keys: positionals,
    since: new Date(Date.now() - readDuration("--since", values.since)),
    newDataset: values["new-dataset"],
    timeoutMs: readDuration("--timeout", values.timeout),
  };
}

const OPTIONS = {
  ...STACK_OPTIONS,
  since: { type: "string", default: "14d" },
  "new-dataset": { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  wait: { type: "boolean", default: false },
  timeout: { type: "string", default: "2h" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
