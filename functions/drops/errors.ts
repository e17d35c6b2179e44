/** The dropped version can no longer be read: it was deleted, or, where there are no versions, overwritten. Final. */
export class DropGone extends Error {
  override readonly name = "DropGone";
  readonly retryable = false;
}

/** S3 could not be read or written just now. Worth another try. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
  readonly retryable = true;
}

/** The notice could not be published. A retry may help. */
export class NoticeNotSent extends Error {
  override readonly name = "NoticeNotSent";
  readonly retryable = true;
}

const CLAIMED = { drop: "works on this drop", folder: "creates the dataset of this drop's folder" };

/** Another invocation works on the drop or its folder just now. No failure: there is something to do only if that one dies. */
export class ClaimedElsewhere extends Error {
  override readonly name = "ClaimedElsewhere";
  /** When the claim ends by itself, in milliseconds since the epoch. */
  readonly until: number;

  /** What it works on. A folder's other drops are no duplicates: they wait for its dataset. */
  readonly claimed: keyof typeof CLAIMED;

  constructor(until: number, claimed: keyof typeof CLAIMED = "drop") {
    super(`Another invocation ${CLAIMED[claimed]}, until ${new Date(until).toISOString()} at the latest.`);
    this.until = until;
    this.claimed = claimed;
  }
}

/** What failed beneath one of these, for its message. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
