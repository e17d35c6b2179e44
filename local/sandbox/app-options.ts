import type { DatasetStore } from "./dataset-store.ts";
import type { SigningKey } from "./presigned-url.ts";
import type { Switches } from "./switches.ts";
import type { Imports } from "./typed/imports.ts";

export interface AppOptions extends Switches {
  readonly store: DatasetStore;
  readonly imports: Imports;
  readonly token: string;
  /** Signs upload URLs. */
  readonly key: SigningKey;
  readonly now: () => number;
  /** How long an upload URL is valid, in seconds. */
  readonly urlSeconds: number;
  /** How many API calls are allowed per minute; undefined for no limit. */
  readonly callsPerMinute: number | undefined;
}
