import type { IncomingMessage } from "node:http";
import type { Faults, FaultyCall, Play } from "./faults.ts";

/** A moment in a call: all of it is still to be done, or all was done and only the answer is to be sent. */
export interface CallMoment {
  readonly call: FaultyCall;
  readonly when: "before" | "after";
  /** The caller's own `X-Amzn-Trace-Id`, where it sent one. */
  readonly traceId: string | undefined;
}

/** Returns whether the caller is still there; without its caller, a call stops where it is. */
export type CallWatcher = (moment: CallMoment) => Promise<"there" | "gone">;

/** What every call has to obey. */
export interface Switches {
  readonly faults: Faults;
  /** Notes what happened to a call, for the log of requests. */
  readonly played: (request: IncomingMessage, play: Play) => void;
  /** Called for every call to the service, before it takes effect and after. */
  readonly watched: (request: IncomingMessage, call: FaultyCall, when: CallMoment["when"]) => Promise<"there" | "gone">;
  /** Aborted when the sandbox is closed: nothing waits any longer. */
  readonly stopping: AbortSignal;
}
