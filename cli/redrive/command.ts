import { attemptId, type Drop } from "../../functions/drops/drop.ts";
import { isDone } from "../../functions/drops/report.ts";
import type { DropEvent } from "../../functions/ingest/s3-events.ts";
import { answersTable } from "../drops/answers-table.ts";
import { cellName } from "../drops/cell-name.ts";
import { describeProgress } from "../drops/describe.ts";
import { type DropRow, dropTable } from "../drops/drop-table.ts";
import { type Stack, withStack } from "../stack/connect.ts";
import { countDeadLetters, readDeadLetters } from "../stack/dead-letters.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { followDrop } from "../stack/follow.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { readKey } from "../stack/reports.ts";
import { readDuration } from "../terminal/duration.ts";
import { oneLine } from "../terminal/one-line.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, INTERRUPTED, runCommand } from "../terminal/run-command.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { type MovedLetters, moveDeadLetters } from "./dead-letters.ts";
import { explainNotRestarted } from "./not-restarted.ts";
import { planRestarts, type Restart, type RestartOptions, restart } from "./restart.ts";

const USAGE = `Usage: dropset redrive [options] [KEY...]

Run this once the cause of failures is fixed. It moves messages back from the dead-letter queue, and restarts the drops
whose execution failed, timed out or was aborted. It is safe to run repeatedly: a restarted drop continues with its
dataset, and each failed attempt is restarted once. Rejected files are not restarted: fix them and upload them again.
A drop is skipped if a newer file was uploaded under its key. With KEYs, only the drops under these keys are restarted,
even if a newer file was uploaded, and the dead-letter queue stays unchanged.

  --since TIME           how far back to look for failures, such as 90s, 10m, 2h or 14d (default 14d)
  --new-dataset          create a new dataset if the old one ended in ERROR or needs a schema; with KEYs, always
  --dry-run              only print what would be done
  --wait                 wait for the results of all moved and restarted drops, and print one table
  --timeout TIME         with --wait, stop waiting after this time (default 2h)
  --json                 print one line of JSON per failed drop and what was done; with --wait, one per report
${STACK_HELP}
  --help                 print this help

Exits with 0 when everything was moved and restarted (with --wait: and is READY or accepted), 1 when something is left,
or the newest drop under a KEY did not fail and is not READY or accepted, 2 when there is no drop under a KEY or on
incorrect usage, 130 on Ctrl-C. Restarted drops continue; dropset status shows them.
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
  return withStack(options, async (stack) => {
    const dryRun = options["dry-run"];
    // Before the dead-letter queue is moved back: a drop from there that fails again is not an old failure.
    const keys = options.keys.map((text) => readKey(text, stack));
    const restarts = await planned(stack, { ...options, keys }, signal);
    if (!restarts) return INTERRUPTED;
    // Before anything is restarted: a key may be mistyped.
    const others = await explainNotRestarted(stack, keysWithout(restarts, keys), options.since);
    const moves = options.keys.length === 0;
    // Read the messages to follow before they are moved: ingest may finish them a moment later.
    const waiting = moves && options.wait && !dryRun ? await readDeadLetters(stack) : [];
    const letters = moves ? await deadLetters(stack, dryRun, signal) : null;
    const restarted: Restart[] = [];
    for (const one of restarts) {
      if (one.decision !== "restart" || dryRun) continue;
      if (signal.aborted) break;
      await restart(stack, one);
      restarted.push(one);
    }

    printDecisions(letters, restarts, options);
    for (const { why } of others) (options.json ? process.stderr : process.stdout).write(`${why}\n`);
    if (signal.aborted) return INTERRUPTED;
    const left =
      restarts.some(({ decision }) => decision === "needs-new-dataset") ||
      others.some(({ isDone }) => !isDone) ||
      Boolean(letters?.failure);
    const ended = options.wait && !dryRun ? await follow(stack, followedOf(waiting, restarted), options, signal) : 0;
    return ended !== 0 ? ended : left && !dryRun ? 1 : 0;
  });
}

function keysWithout(restarts: readonly Restart[], keys: readonly string[]): string[] {
  const failed = new Set(restarts.map(({ failed: { input } }) => input.drop.key));
  return [...new Set(keys)].filter((key) => !failed.has(key));
}

const SLOW_MS = 5000;

/** @returns undefined if the user stopped it */
async function planned(stack: Stack, options: RestartOptions, signal: AbortSignal): Promise<Restart[] | undefined> {
  const slow = setTimeout(() => {
    process.stderr.write(
      "Reading the failed executions. AWS allows about 8 per second, so many of them take minutes.\n",
    );
  }, SLOW_MS);
  try {
    return await planRestarts(stack, options, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(slow);
  }
}

async function deadLetters(stack: Stack, dryRun: boolean, signal: AbortSignal): Promise<MovedLetters> {
  const waiting = await countDeadLetters(stack);
  if (dryRun || waiting === 0) return { moved: waiting, failure: null };
  return moveDeadLetters(stack, signal);
}

function printDecisions(letters: MovedLetters | null, restarts: readonly Restart[], options: Arguments): void {
  const dryRun = options["dry-run"];
  const out = options.json ? process.stderr : process.stdout;
  if (letters) {
    const failure = letters.failure === null ? "" : `; SQS could not move the others: ${letters.failure}`;
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
    if (options.keys.length === 0) out.write("No failed drops in this time.\n");
    return;
  }
  const rows = restarts.map((one) => rowOf(one, dryRun));
  out.write(`${dropTable(["FILE", "FAILED WITH", "ATTEMPT", "DATASET", ""], rows, terminalOf(out))}\n`);
  if (restarts.some(({ decision }) => decision === "needs-new-dataset")) {
    out.write(
      "\nA dataset that ended in ERROR, or that needs a schema, cannot be used again. Use --new-dataset to create new ones for these drops.\n",
    );
  }
}

function rowOf({ failed: { input, error }, decision, attempt }: Restart, dryRun: boolean): DropRow {
  const { key } = input.drop;
  const cause = oneLine(error ?? "");
  const failedAttempt = String(attempt - 1);
  const datasetId = input.dataset?.id ?? "";
  const state = decision === "restart" ? (dryRun ? "would be restarted" : "restarted") : DECISIONS[decision];
  return {
    key,
    state,
    cells: [cellName(key), cause || "-", failedAttempt, datasetId || "-", state],
    facts: [
      ["Failed", cause],
      ["Attempt", failedAttempt],
      ["Dataset", datasetId],
    ],
  };
}

const DECISIONS = {
  "restarted-before": "already restarted",
  superseded: "skipped: a newer file was uploaded",
  "needs-new-dataset": "skipped: needs --new-dataset",
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
  const terminal = terminalOf(out);
  const until = Date.now() + options.timeoutMs;
  // If one cannot be followed, stop waiting for the others.
  const over = new AbortController();
  const followed = all.map(({ drop, attempt }) =>
    followDrop(stack, drop, {
      attempt,
      until,
      signal: AbortSignal.any([signal, over.signal]),
      onProgress: (progress) => out.write(`${describeProgress(drop.key, progress, terminal)}\n`),
    }),
  );
  const answers = await Promise.all(followed).finally(() => over.abort());
  const there = answers.filter((answer) => answer !== undefined);
  if (options.json) for (const { report } of there) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (there.length > 0) out.write(`\n${answersTable(there, terminal)}\n`);
  if (signal.aborted) return INTERRUPTED;
  if (there.length < answers.length)
    process.stderr.write(`\n${answers.length - there.length} had no result in time.\n`);
  return there.length === answers.length && there.every(({ report }) => isDone(report.outcome)) ? 0 : 1;
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
