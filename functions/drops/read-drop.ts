import type { Drop } from "./drop.ts";
import type { DropBucket } from "./drop-bucket.ts";
import { describeError, StorageUnavailable } from "./errors.ts";

/** Opens the file only once its first byte is wanted: a file that is refused by its name or size is never read. */
export async function* readDrop(bucket: Pick<DropBucket, "read">, drop: Drop): AsyncGenerator<Uint8Array> {
  const file = await bucket.read(drop);
  try {
    yield* file;
  } catch (error) {
    const what = `Reading ${JSON.stringify(drop.key)} broke off: ${describeError(error)}`;
    throw new StorageUnavailable(what, { cause: error });
  }
}
