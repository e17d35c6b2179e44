/** A browser has six connections to a server; the page's own requests need some where they go to the same one. */
const AT_ONCE = 4;

let free = AT_ONCE;
const waiting: (() => void)[] = [];

/** Does some work as soon as fewer than four others are done, whichever file they are for. */
export async function inSlot<Result>(work: () => Promise<Result>): Promise<Result> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
