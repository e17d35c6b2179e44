import { describeSending } from "../../cli/drops/describe.ts";
import { bytesText } from "../../cli/terminal/amounts.ts";
import type { Paint } from "../../cli/terminal/paint.ts";
import { dropId } from "../../functions/drops/drop.ts";
import type { Cloud } from "../cloud/cloud.ts";

/** Smaller ones are sent and read before anybody would ask how far they are. */
const TAKES_A_WHILE_BYTES = 100e6;

const READERS: readonly { readonly functions: RegExp; readonly doing: string }[] = [
  { functions: /Ingest/, doing: "validating" },
  { functions: /Upload/, doing: "uploading" },
];

/**
 * Says how far a large file has come on its way into the bucket, a tenth at a time.
 *
 * @returns what is called with the number of bytes that have arrived
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

/** Says how far the pipeline has come with reading large files, a tenth at a time. */
export function sayWhileReading(
  { events }: Cloud,
  { say, paint }: { say: (line: string) => void; paint: Paint },
): void {
  const reads = new Map<string, (share: number) => boolean>();
  const sizes = new Map<string, number>();
  events.on("dropped", ({ bucket, key, versionId, bytes }) => {
    if (bytes >= TAKES_A_WHILE_BYTES && versionId !== undefined) sizes.set(dropId({ bucket, key, versionId }), bytes);
  });
  events.on("read", ({ caller, bucket, key, versionId, done }) => {
    const doing = READERS.find(({ functions }) => functions.test(caller))?.doing;
    const id = versionId === null ? undefined : dropId({ bucket, key, versionId });
    const size = id === undefined ? undefined : sizes.get(id);
    if (!doing || size === undefined) return;
    const read = `${doing} ${id}`;
    const isNext = reads.get(read) ?? eachTenth();
    reads.set(read, isNext);
    if (isNext(done)) say(describeSending(key, doing, tenthsOf(done, size), paint));
  });
}

function eachTenth(): (share: number) => boolean {
  let said = 0;
  return (share) => {
    const tenth = Math.floor(share * 10);
    // The end is said by what comes next. Less than before: it is read again.
    if (tenth === said || tenth >= 10) return false;
    said = tenth;
    return tenth > 0;
  };
}

function tenthsOf(share: number, size: number): string {
  return `${Math.floor(share * 10)}0 % of ${bytesText(size)}`;
}
