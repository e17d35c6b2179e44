import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { RedriveMessage } from "../../functions/ingest/redrive-message.ts";
import type { Stack } from "../stack/connect.ts";
import { type Attempt, FAILED_STATUSES, findAttempt, listAttempts } from "../stack/executions.ts";

/** What becomes of one failed attempt. */
export interface Restart {
  readonly failed: Attempt;
  readonly decision: "restart" | "restarted-before" | "needs-new-dataset";
  /** The next attempt, and whose dataset it goes on with. */
  readonly attempt: number;
  readonly datasetAttempt: number;
}

export interface RestartOptions {
  readonly since: Date;
  /** Only drops under these; all of them where there are none. */
  readonly keys: readonly string[];
  readonly newDataset: boolean;
}

/** A dataset that ended in ERROR takes no other file: going on with it ends there again. */
const SPENT = "dataset-error";

/** Decides for every attempt that failed since then, the newest first. */
export async function planRestarts(stack: Stack, options: RestartOptions): Promise<Restart[]> {
  const restarts: Restart[] = [];
  for (const status of FAILED_STATUSES) {
    for await (const failed of listAttempts(stack, status, options.since)) {
      const { drop } = failed.input;
      if (drop.bucket !== stack.bucket) continue;
      if (options.keys.length > 0 && !options.keys.includes(drop.key)) continue;
      restarts.push(await planRestart(stack, failed, options));
    }
  }
  return restarts.sort((a, b) => b.failed.startedAt.getTime() - a.failed.startedAt.getTime());
}

async function planRestart(stack: Stack, failed: Attempt, { newDataset, keys }: RestartOptions): Promise<Restart> {
  const { drop, attempt: before, datasetAttempt } = failed.input;
  const attempt = before + 1;
  const spent = failed.error === SPENT;
  // A drop that is named has its reason; for all the others, a dataset that can still be used is used.
  const another = newDataset && (spent || keys.length > 0);
  const plan = { failed, attempt, datasetAttempt: another ? attempt : datasetAttempt };
  if (await findAttempt(stack, drop, attempt)) return { ...plan, decision: "restarted-before" };
  return { ...plan, decision: spent && !another ? "needs-new-dataset" : "restart" };
}

/** Asks ingest to take the drop in again. Asking twice is asking once: the message says which attempt it is about. */
export async function restart(stack: Stack, { failed, attempt, datasetAttempt }: Restart): Promise<void> {
  const { drop, file, startedAt } = failed.input;
  const message: RedriveMessage = {
    dropset: "redrive",
    drop: { bucket: drop.bucket, key: drop.key, versionId: drop.versionId },
    bytes: file?.bytes ?? 0,
    droppedAt: startedAt,
    attempt,
    datasetAttempt,
  };
  await stack.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.output("DropQueueUrl"), MessageBody: JSON.stringify(message) }),
  );
}
