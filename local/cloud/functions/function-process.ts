import { subscribe } from "node:diagnostics_channel";
import { flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";
import type { AnswerMessage, InvocationAnswer, InvocationRequest } from "./function-protocol.ts";

// One function's execution environment: loads the bundle as Lambda's runtime does, and runs one invocation at a time.

const [bundle = "", handler = ""] = process.argv.slice(2);
// Its parent has ended, so nobody receives its results.
process.once("disconnect", () => process.exit());
/** Of the current invocation. */
let trace = "";
// A function makes calls in two ways: the SDK and uploads use node:http, everything else uses fetch.
subscribe("http.client.request.created", (message) => {
  const { request } = Object(message);
  // Those of an upload that waits for "100 Continue", as the SDK does from 2 MiB on, are complete already.
  if (!request.headersSent) request.setHeader("x-amzn-trace-id", trace);
});
subscribe("undici:request:create", (message) => {
  Object(message).request.addHeader("x-amzn-trace-id", trace);
});
const name = handler.slice(handler.lastIndexOf(".") + 1);
const run = (await import(pathToFileURL(bundle).href))[name];

process.on("message", async (request: InvocationRequest) => {
  const { event, requestId, functionName, functionArn, memoryMb, deadline } = request;
  trace = request.traceId;
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
  const message: AnswerMessage = { answer: await answer(() => run(event, context)), held: process.memoryUsage.rss() };
  process.send?.(message);
  // Not at its end, which is a kill, and with the functions that an invocation has compiled.
  flushCompileCache();
});
process.send?.("ready");

/** Events and results are sent as JSON, as on Lambda, so anything that JSON cannot represent is lost here too. */
async function answer(invoke: () => unknown): Promise<InvocationAnswer> {
  try {
    return { ok: true, result: JSON.stringify((await invoke()) ?? null) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, errorType, errorMessage };
  }
}
