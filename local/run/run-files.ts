import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { dropFile } from "./drop-file.ts";
import { type Answer, GivenUp } from "./drop-tracker.ts";
import { sayWhileSending } from "./large-files.ts";
import type { LocalRun } from "./local-run.ts";

/** @throws {WrongUse} one of them is not a file that can be read */
export async function checkFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (!found) throw new WrongUse(`There is no file ${JSON.stringify(file)}.`);
    if (!found.isFile()) throw new WrongUse(`${JSON.stringify(file)} is not a file; name the files in it.`);
  }
}

/** Drops the files and waits for their answers, in the order of the files; undefined for a drop that was given up. */
export async function runFiles(
  run: LocalRun,
  files: readonly string[],
  telling: Parameters<typeof sayWhileSending>[2],
): Promise<(Answer | undefined)[]> {
  // Files of one name share a key: the next one would take the place of the one before while that is still read.
  const lines = new Map<string, Promise<unknown>>();
  const answers = files.map((file) => {
    const key = INCOMING_PREFIX + basename(file).normalize();
    const answer = (lines.get(key) ?? Promise.resolve())
      .then(async () => {
        const onProgress = sayWhileSending(key, (await stat(file)).size, telling);
        return run.tracker.answer(await dropFile(run.s3, run.bucket, key, file, { onProgress }));
      })
      .catch((error: unknown) => {
        if (error instanceof GivenUp) return undefined;
        throw error;
      });
    lines.set(key, answer);
    return answer;
  });
  return Promise.all(answers);
}

/** 0 when all are READY, 1 when any was rejected, failed or given up. */
export function exitCodeFor(answers: readonly (Answer | undefined)[]): 0 | 1 {
  return answers.every((answer) => answer?.report.outcome === "ready") ? 0 : 1;
}
