/** What a failed call to the dataset service was, and what to do about it. `name` is what the state machine's `Retry` names. */
export class DatasetServiceError extends Error {
  override readonly name: string = "DatasetServiceError";
  /** The HTTP status; null where no answer came. */
  readonly status: number | null;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(message: string, facts: { status: number | null; retryable: boolean; cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.retryable = facts.retryable;
  }
}

/** 429: too many calls. */
export class DatasetServiceThrottled extends DatasetServiceError {
  override readonly name = "DatasetServiceThrottled";
  /** What `Retry-After` asked for; null where it was not sent. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, retryAfterSeconds: number | null) {
    super(message, { status: 429, retryable: true });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 5xx, no answer at all, or one that can't be read. */
export class DatasetServiceUnavailable extends DatasetServiceError {
  override readonly name = "DatasetServiceUnavailable";
  /** What `Retry-After` asked for; null where it was not sent. */
  readonly retryAfterSeconds: number | null;
  /** Whether the call may have taken effect, and only its response was lost. */
  readonly mayHaveTakenEffect: boolean;
  /** What the operating system or TLS calls it, such as `ENOTFOUND`; null where an answer came. */
  readonly code: string | null;

  constructor(
    message: string,
    facts: {
      status: number | null;
      mayHaveTakenEffect: boolean;
      retryAfterSeconds?: number | null;
      code?: string;
      cause?: unknown;
    },
  ) {
    super(message, { status: facts.status, retryable: true, cause: facts.cause });
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.mayHaveTakenEffect = facts.mayHaveTakenEffect;
    this.code = facts.code ?? null;
  }
}

/** What `Retry-After` said, in seconds; null where the error has none. */
export function retryAfterOf(error: unknown): number | null {
  if (error instanceof DatasetServiceThrottled || error instanceof DatasetServiceUnavailable) {
    return error.retryAfterSeconds;
  }
  return null;
}

/** With less, an outage is retried as one that nobody announced: a call honored the wait itself, and people should know. */
const ANNOUNCED_SECONDS = 60;

/** For how many seconds the service asked to wait, by `Retry-After` of 429 or, in an announced outage, 5xx; null otherwise. */
export function waitAskedFor(error: unknown): number | null {
  const seconds = retryAfterOf(error);
  if (error instanceof DatasetServiceThrottled) return seconds;
  return seconds !== null && seconds >= ANNOUNCED_SECONDS ? seconds : null;
}

/**
 * 401, 403 or 404 with a token that the service knows: the token cannot reach the workspace or dataset. Trying again won't
 * help.
 */
export class DatasetServiceAccessRefused extends DatasetServiceError {
  override readonly name = "DatasetServiceAccessRefused";

  constructor(message: string, status: number | null) {
    super(message, { status, retryable: false });
  }
}

/** The service made a typed dataset (version 4), which takes no file until somebody gives it a schema. */
export class DatasetNeedsSchema extends DatasetServiceError {
  override readonly name = "DatasetNeedsSchema";

  constructor(datasetId: string) {
    super(
      `Dataset ${datasetId} is of version 4, and has no status: set a schema for it in the service and import the file there, or ask the service's support to create version 3 datasets for this workspace.`,
      { status: 200, retryable: false },
    );
  }
}

/** 401 and 403: the token is missing, wrong, or may not do this. Retryable, since a new token helps without a new drop. */
export class DatasetServiceTokenRefused extends DatasetServiceError {
  override readonly name = "DatasetServiceTokenRefused";

  constructor(message: string, status: number) {
    super(message, { status, retryable: true });
  }
}

/** Any other 4xx, and a redirect, which no call here should get: the request itself was wrong, and trying again won't help. */
export class DatasetServiceRefused extends DatasetServiceError {
  override readonly name = "DatasetServiceRefused";

  constructor(message: string, status: number) {
    super(message, { status, retryable: false });
  }
}

/** The upload broke off, was refused by the storage, or did not arrive whole. A new upload URL may help. */
export class UploadInterrupted extends DatasetServiceError {
  override readonly name = "UploadInterrupted";

  constructor(message: string, facts: { status: number | null; cause?: unknown }) {
    super(message, { ...facts, retryable: true });
  }
}
