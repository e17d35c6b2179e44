import type { IncomingMessage, ServerResponse } from "node:http";
import { nameOf, type Play } from "./faults.ts";

/** A request that was made. Never in it: headers, and the query, which holds signatures. */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  /** null where no answer was sent, or not a whole one. */
  readonly status: number | null;
  /** The faults that hit it. */
  readonly faults: readonly string[];
}

// A soak test makes millions of calls; only the last ones are of interest.
const KEPT = 10_000;

/** What was asked, in the order in which it was done with. */
export class RequestLog {
  readonly requests: SandboxRequest[] = [];
  readonly #faults = new WeakMap<IncomingMessage, readonly string[]>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  played(request: IncomingMessage, { latencyMs, fault }: Play): void {
    const names = [...(latencyMs > 0 ? ["latency"] : []), ...(fault ? [nameOf(fault)] : [])];
    if (names.length > 0) this.#faults.set(request, names);
  }

  watch(request: IncomingMessage, response: ServerResponse): void {
    response.once("close", () => {
      const method = request.method ?? "";
      const path = request.url?.split("?", 1)[0] ?? "";
      const status = response.writableFinished ? response.statusCode : null;
      const faults = this.#faults.get(request) ?? [];
      if (this.requests.push({ method, path, status, faults }) > KEPT) this.requests.shift();
      this.#log(
        `${method} ${path} ${status ?? "no answer"}${faults.length > 0 ? ` (faults: ${faults.join(", ")})` : ""}`,
      );
    });
  }
}
