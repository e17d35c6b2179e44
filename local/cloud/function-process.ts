import { pathToFileURL } from "node:url";
import type { InvocationAnswer, InvocationRequest } from "./function-protocol.ts";

// One function's execution environment: loads the bundle as Lambda's runtime does, and runs one invocation at a time.

const [bundle = "", handler = ""] = process.argv.slice(2);
// Whoever started it is gone, and nobody will hear of what it does.
process.once("disconnect", () => process.exit());
const name = handler.slice(handler.lastIndexOf(".") + 1);
const run = (await import(pathToFileURL(bundle).href))[name];

process.on("message", async (request: InvocationRequest) => {
  const { event, requestId, functionName, functionArn, memoryMb, deadline } = request;
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
  process.send?.(await answer(() => run(event, context)));
});
process.send?.("ready");

/** What goes over the wire is JSON, on Lambda as here: what JSON can't hold is lost at the same place. */
async function answer(invoke: () => unknown): Promise<InvocationAnswer> {
  try {
    return { ok: true, result: JSON.stringify((await invoke()) ?? null) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, errorType, errorMessage };
  }
}
