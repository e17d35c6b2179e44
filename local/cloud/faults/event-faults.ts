import { crash } from "./call-faults.ts";
import { type CloudFaults, MOMENTS } from "./faults.ts";

/** Sends the events of new objects to their queues, as often and as late as is switched on. */
export class EventFaults {
  readonly #faults: CloudFaults;
  /** Events that are to come after the next one. */
  #late: (() => void)[] = [];

  constructor(faults: CloudFaults) {
    this.#faults = faults;
  }

  /** @param send sends the event of the object under this key */
  send(key: string, send: () => void): void {
    const fault = this.#faults.play({ at: MOMENTS.event, function: undefined, about: key });
    if (fault?.kind === "crash" && fault.effect === "before") crash();
    if (fault?.kind === "late") {
      this.#late.push(send);
      return;
    }
    const copies = fault?.kind === "duplicate" ? fault.copies : 0;
    for (let copy = 0; copy <= copies; copy++) send();
    if (fault?.kind === "crash") crash();
    for (const late of this.#late.splice(0)) late();
  }
}
