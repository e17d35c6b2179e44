import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Progress } from "../../cli/drops/progress.ts";
import { isDefinitionFile } from "../../cli/schema/read-schema.ts";
import { dropFile } from "../../cli/stack/drop-file.ts";
import { Explained } from "../../cli/terminal/explained.ts";
import { shownName } from "../../cli/terminal/one-line.ts";
import type { Paint } from "../../cli/terminal/paint.ts";
import { explainFailedWrite, isDiskFull } from "../../cli/terminal/system-error.ts";
import { type Drop, dropId, INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { isDone } from "../../functions/drops/report.ts";
import { DeadLettered } from "./drop-follower.ts";
import { sayWhileSending } from "./large-files.ts";
import type { LocalRun } from "./local-run.ts";

export interface RunFilesOptions {
  /** Where the run keeps its state. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly paint: Paint;
}

/** Why a drop has no report: it is in the dead-letter queue, or a person has to fix the cause of a failure. */
export interface Unanswered {
  readonly file: string;
  readonly why: "given-up" | "needs-person";
  readonly reason: string;
}

/** Uploads the files and waits for their reports. @returns for each file its report, or why there is none */
export async function runFiles(
  run: LocalRun,
  files: readonly string[],
  options: RunFilesOptions,
): Promise<(Answer | Unanswered)[]> {
  // Files of the same name share a key: a later one would replace an earlier one while it is still being read.
  const lines = new Map<string, Promise<unknown>>();
  const definitions = new Map<string, Promise<unknown>>();
  const folders = new Set(files.filter(isDefinitionFile).map((file) => dirname(resolve(file))));
  const start = (file: string) => {
    const folder = dirname(resolve(file));
    // A definition has a folder of its own, with the files next to it: what is published later is not typed by it.
    const key = INCOMING_PREFIX + (folders.has(folder) ? `${basename(folder)}/` : "") + basename(file).normalize();
    const answer = Promise.all([lines.get(key), definitions.get(folder)]).then(async () =>
      answerOf(run, file, await dropPatiently(run, key, file, options)),
    );
    lines.set(key, answer);
    if (isDefinitionFile(file)) definitions.set(folder, answer);
    return answer;
  };
  // A definition applies to what is uploaded after it.
  const definitionsFirst = [...files].sort((a, b) => Number(isDefinitionFile(b)) - Number(isDefinitionFile(a)));
  const started = definitionsFirst.map((file) => ({ file, answer: start(file) }));
  return Promise.all(
    [...started].sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file)).map(({ answer }) => answer),
  );
}

const FULL_DISK_RETRY_MS = 5000;

/** Waits while the disk is full. @throws {Explained} the upload failed for another reason */
async function dropPatiently(run: LocalRun, key: string, file: string, options: RunFilesOptions): Promise<Drop> {
  for (let tries = 0; ; tries++) {
    try {
      const onProgress = sayWhileSending(key, (await stat(file)).size, options);
      return await dropFile(run.s3, run.bucket, key, file, { onProgress });
    } catch (error) {
      const why = await explainFailedWrite(error, options.folder);
      const name = shownName(file);
      if (!(await isDiskFull(options.folder)))
        throw new Explained(`${name} could not be uploaded: ${why}.`, { cause: error });
      if (tries === 0) options.say(`  ${name} is waiting: ${why}. Retrying every 5 seconds.`);
      await sleep(FULL_DISK_RETRY_MS);
    }
  }
}

async function answerOf({ follower }: LocalRun, file: string, drop: Drop): Promise<Answer | Unanswered> {
  const id = dropId(drop);
  let listen = (_: Drop, __: Progress): void => {};
  const stuck = new Promise<Unanswered>((resolve) => {
    listen = (other, progress) => {
      if (dropId(other) !== id || (progress.step !== "delayed" && progress.step !== "retrying")) return;
      if (progress.needsPerson) resolve({ file, why: "needs-person", reason: progress.reason });
    };
    follower.on("progress", listen);
  });
  const answered = follower.answer(drop).catch((error: unknown): Unanswered => {
    if (error instanceof DeadLettered) return { file, why: "given-up", reason: error.message };
    throw error;
  });
  return Promise.race([answered, stuck]).finally(() => follower.off("progress", listen));
}

export function isAnswer(answer: Answer | Unanswered): answer is Answer {
  return "report" in answer;
}

/** 0 when all are READY (a definition: accepted), 1 when any was rejected, imported in part, failed, or has no answer. */
export function exitCodeFor(answers: readonly (Answer | Unanswered)[]): 0 | 1 {
  return answers.every((answer) => isAnswer(answer) && isDone(answer.report.outcome)) ? 0 : 1;
}
