/** Writes that a step does not wait for, one at a time and in their order. */
export interface WritesAside {
  /** Writes after what is under way. */
  add(write: () => Promise<void>): void;
  /** Writes if nothing is under way: what comes later says more. */
  offer(write: () => Promise<void>): void;
  /** Resolves when all of it is done. */
  done(): Promise<void>;
}

export function writesAside(): WritesAside {
  let last: Promise<void> = Promise.resolve();
  let underWay = 0;
  const add = (write: () => Promise<void>) => {
    underWay++;
    last = last.then(write).finally(() => underWay--);
  };
  return {
    add,
    offer(write) {
      if (underWay === 0) add(write);
    },
    done: () => last,
  };
}
