import { Worker } from "node:worker_threads";

// Reading this much takes 0.2 s. Larger files are read in their own thread, so that they do not block the embedded cloud.
export const LARGE_BYTES = 5 * 1024 ** 2;

/**
 * Runs a module in a thread of its own, until it posts its result.
 *
 * @param resultOf what a message says; undefined for one that is not yet the result
 * @param signal ends the thread early: the promise is then rejected
 */
export function inThread<Result>(
  module: URL,
  workerData: unknown,
  signal: AbortSignal,
  resultOf: (message: unknown) => Result | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(module, {
      workerData,
      // It makes much garbage and keeps a row at a time: more room would only fill.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: unknown) => {
      const result = resultOf(message);
      if (result !== undefined) resolve(result);
    });
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      reject(new Error("The thread that read the file ended early."));
    });
  });
}
