import { describeSending } from "../../cli/drops/describe.ts";
import { bytesText } from "../../cli/terminal/amounts.ts";
import type { Paint } from "../../cli/terminal/paint.ts";
import type { DropFollower } from "./drop-follower.ts";

/** Smaller files are done too soon to show progress. */
const TAKES_A_WHILE_BYTES = 100e6;

/**
 * Reports the progress of a large upload to the bucket, in steps of 10 %.
 *
 * @returns a function to call with the number of uploaded bytes
 */
export function sayWhileSending(
  key: string,
  size: number,
  { say, paint }: { say: (line: string) => void; paint: Paint },
): (bytes: number) => void {
  if (size < TAKES_A_WHILE_BYTES) return () => {};
  const isNext = eachTenth();
  return (bytes) => {
    if (isNext(bytes / size)) say(describeSending(key, "sending", tenthsOf(bytes / size, size), paint));
  };
}

/** Reports the progress of the pipeline's reads of large files, in steps of 10 %. */
export function sayWhileReading(
  follower: DropFollower,
  { say, paint }: { say: (line: string) => void; paint: Paint },
): void {
  const reads = new Map<string, (share: number) => boolean>();
  follower.on("record", ({ id, key, step, bytes, done }) => {
    if (done === null || bytes === null || bytes < TAKES_A_WHILE_BYTES) return;
    const read = `${step} ${id}`;
    const isNext = reads.get(read) ?? eachTenth();
    reads.set(read, isNext);
    if (isNext(done)) say(describeSending(key, step, tenthsOf(done, bytes), paint));
  });
}

function eachTenth(): (share: number) => boolean {
  let said = 0;
  return (share) => {
    const tenth = Math.floor(share * 10);
    // The next step shows the end. A smaller share than before is a second read.
    if (tenth === said || tenth >= 10) return false;
    said = tenth;
    return tenth > 0;
  };
}

function tenthsOf(share: number, size: number): string {
  return `${Math.floor(share * 10)}0 % of ${bytesText(size)}`;
}
