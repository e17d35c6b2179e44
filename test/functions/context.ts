import type { Context } from "aws-lambda";

/** What Lambda says of an invocation that has a minute left. */
export const CONTEXT: Context = {
  functionName: "upload",
  functionVersion: "1",
  invokedFunctionArn: "arn",
  awsRequestId: "r1",
  memoryLimitInMB: "128",
  logGroupName: "g",
  logStreamName: "s",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
