import { HeadObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { type Drop, versionOf } from "../../functions/drops/drop.ts";
import type { RedriveMessage } from "../../functions/ingest/redrive-message.ts";
import type { Stack } from "../stack/connect.ts";
import { type Attempt, FAILED_STATUSES, findAttempt, listAttempts } from "../stack/executions.ts";

/** The decision about one failed attempt. */
export interface Restart {
  readonly failed: Attempt;
  readonly decision: "restart" | "restarted-before" | "superseded" | "needs-new-dataset";
  /** The next attempt, and the attempt whose dataset it continues with. */
  readonly attempt: number;
  readonly datasetAttempt: number;
}

export interface RestartOptions {
  readonly since: Date;
  /** Only drops under these keys; if empty, all drops. */
  readonly keys: readonly string[];
  readonly newDataset: boolean;
}

/** A dataset that ended in ERROR accepts no other upload, and one that needs a schema accepts none. */
function isSpent({ error, input }: Attempt): boolean {
  return error === "dataset-error" || (input.dataset !== null && input.file === null);
}

/** Concurrent requests. */
const AT_ONCE = 10;

/**
 * Decides about every attempt that failed since then, the newest first.
 *
 * @throws {AbortError} the signal was aborted
 */
export async function planRestarts(stack: Stack, options: RestartOptions, signal: AbortSignal): Promise<Restart[]> {
  const attempts: Attempt[] = [];
  for (const status of FAILED_STATUSES) {
    for await (const failed of listAttempts(stack, { status, since: options.since }, signal)) {
      const { drop } = failed.input;
      if (drop.bucket !== stack.bucket) continue;
      if (options.keys.length > 0 && !options.keys.includes(drop.key)) continue;
      attempts.push(failed);
    }
  }
  attempts.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  const restarts: Restart[] = [];
  for (let index = 0; index < attempts.length; index += AT_ONCE) {
    const some = attempts.slice(index, index + AT_ONCE);
    restarts.push(...(await Promise.all(some.map((failed) => planRestart(stack, failed, options, signal)))));
  }
  return restarts;
}

async function planRestart(
  stack: Stack,
  failed: Attempt,
  { newDataset, keys }: RestartOptions,
  signal: AbortSignal,
): Promise<Restart> {
  const { drop, attempt: before, datasetAttempt } = failed.input;
  const attempt = before + 1;
  const spent = isSpent(failed);
  // A drop that the user names gets a new dataset; any other only if its dataset cannot be used.
  const another = newDataset && (spent || keys.length > 0);
  const plan = { failed, attempt, datasetAttempt: another ? attempt : datasetAttempt };
  if (await findAttempt(stack, drop, attempt, signal)) return { ...plan, decision: "restarted-before" };
  if (keys.length === 0 && (await isSuperseded(stack, drop))) return { ...plan, decision: "superseded" };
  return { ...plan, decision: spent && !another ? "needs-new-dataset" : "restart" };
}

/** Whether a newer file was uploaded under the drop's key: then only that one becomes a dataset. */
async function isSuperseded({ s3 }: Stack, { bucket, key, versionId }: Drop): Promise<boolean> {
  try {
    return versionOf(await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))) !== versionId;
  } catch (error) {
    // Deleted: its version may still exist, and if not, the report will say so.
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
    throw error;
  }
}

/** Sends the drop to ingest again. Idempotent: the message names the attempt. */
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
