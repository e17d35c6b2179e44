import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { InvocationAnswer, InvocationRequest, WorkerSettings } from "./function-protocol.ts";

// One function's execution environment: loads the bundle as Lambda's runtime does, and runs one invocation at a time.

const port = parentPort;
if (!port) throw new Error("This file runs in a worker.");
const { bundle, handler } = workerData as WorkerSettings;
const name = handler.slice(handler.lastIndexOf(".") + 1);
const run = (await import(pathToFileURL(bundle).href))[name];

port.on("message", async ({ event, requestId, functionName, functionArn, memoryMb, deadline }: InvocationRequest) => {
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  port.postMessage(await answer(() => run(event, context)));
});
port.postMessage("ready");

/** What goes over the wire is JSON, on Lambda as here: what JSON can't hold is lost at the same place. */
async function answer(invoke: () => unknown): Promise<InvocationAnswer> {
  try {
    return { ok: true, result: JSON.stringify((await invoke()) ?? null) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, errorType, errorMessage };
  }
}
