import { crash } from "../faults/call-faults.ts";
import type { CloudFault, CloudFaults } from "../faults/faults.ts";
import type { Invocation } from "./lambda-function.ts";

/** A call to the dataset service, such as `create`, at one of its two moments. */
export interface OutsideCall {
  readonly call: string;
  readonly when: "before" | "after";
  /** The function's trace id; undefined for any other caller. */
  readonly traceId: string | undefined;
}

/** Applies faults to calls that do not pass the gateway; the called service reports them. */
export class OutsideCalls {
  readonly #faults: CloudFaults;
  readonly #invocation: (traceId: string | undefined) => Invocation | undefined;
  /** What is still to happen after a call, by the call and its trace: a rule counts a call once, though it has two moments. */
  readonly #pending = new Map<string, CloudFault>();

  constructor(faults: CloudFaults, invocation: (traceId: string | undefined) => Invocation | undefined) {
    this.#faults = faults;
    this.#invocation = invocation;
  }

  /** Answers whether the function that made the call is still there. */
  async tell({ call, when, traceId }: OutsideCall): Promise<"there" | "gone"> {
    const running = this.#invocation(traceId);
    // Not a running function's call: the service continues.
    if (!running) return "there";
    const name = `${call} ${traceId}`;
    const fault = when === "after" ? this.#pending.get(name) : this.#play(call, running);
    this.#pending.delete(name);
    if (fault?.kind !== "kill" && fault?.kind !== "time-out" && fault?.kind !== "crash") return "there";
    if (fault.effect !== when) {
      this.#pending.set(name, fault);
      return "there";
    }
    if (fault.kind === "crash") crash();
    else await running.end(fault.kind);
    return "gone";
  }

  #play(call: string, { functionName, about }: Invocation): CloudFault | undefined {
    return this.#faults.play({ at: `dataset:${call}`, function: functionName, about });
  }
}
