import type { IncomingMessage } from "node:http";
import type { Faults, Play } from "./faults.ts";

/** What every call has to obey. */
export interface Switches {
  readonly faults: Faults;
  /** Notes what happened to a call, for the log of requests. */
  readonly played: (request: IncomingMessage, play: Play) => void;
  /** Aborted when the sandbox is closed: nothing waits any longer. */
  readonly stopping: AbortSignal;
}
