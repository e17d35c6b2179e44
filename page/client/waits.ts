import { backOffMs } from "./back-off.ts";

/** Waits, but no longer than until the connection is back, or somebody looks at the page again. */
export function backOff(failures: number, signal?: AbortSignal): Promise<void> {
  return waitFor(backOffMs(failures), signal, (wake) => {
    addEventListener("online", wake);
    const looked = () => {
      if (!document.hidden) wake();
    };
    document.addEventListener("visibilitychange", looked);
    return () => {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", looked);
    };
  });
}

/** @param listen calls back to end the wait early, and returns what stops that. Default: nothing ends it early. */
export function waitFor(
  milliseconds: number,
  signal?: AbortSignal,
  listen: (wake: () => void) => () => void = () => () => undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      stop();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    const stop = listen(wake);
    signal?.addEventListener("abort", wake);
  });
}
