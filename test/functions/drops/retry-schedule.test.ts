import { expect, it } from "vitest";
import {
  DatasetServiceThrottled,
  DatasetServiceTokenRefused,
  DatasetServiceUnavailable,
  UploadInterrupted,
} from "../../../functions/datasets/errors.ts";
import { TokenMalformed } from "../../../functions/datasets/token.ts";
import { NoticeNotSent, StorageUnavailable } from "../../../functions/drops/errors.ts";
import { longestWait } from "../../../functions/drops/retry-schedule.ts";
import { TokenMissing, TokenUnavailable } from "../../../functions/runtime/token.ts";

it.each([
  ["DatasetServiceUnavailable", 1, 5],
  ["DatasetServiceUnavailable", 4, 40],
  ["StorageUnavailable", 10, 600],
  ["StorageUnavailable", 13, null],
  ["DatasetServiceThrottled", 2, 60],
  ["TokenMissing", 5, 600],
  ["TokenMissing", 6, null],
  ["DropGone", 1, null],
])("after %s, try %i, the next one is %s seconds later at most", (error, tries, seconds) => {
  expect(longestWait(error, tries)).toBe(seconds);
});

it.each([
  [new DatasetServiceThrottled("429", null), 30, 8],
  [new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false }), 5, 12],
  [new UploadInterrupted("cut", { status: null }), 5, 12],
  [new StorageUnavailable("S3"), 5, 12],
  [new NoticeNotSent("SNS"), 5, 12],
  [new TokenUnavailable("later"), 5, 12],
  [new DatasetServiceTokenRefused("401", 401), 60, 5],
  [new TokenMissing("empty"), 60, 5],
  [new TokenMalformed("a space"), 60, 5],
])("after %s, the first retry is %i seconds later, and there are %i", (error, seconds, retries) => {
  expect(scheduleOf(error.name)).toEqual({ seconds, retries });
});

// As AWS names them: docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html, and what a VPC adds.
const BLIPS = ["ServiceException", "AWSLambdaException", "SdkClientException", "ClientExecutionTimeoutException"];
const NETWORK = ["ResourceNotReady", "EC2Throttled", "EC2Unexpected", "ENILimitReached", "ENINotReady"];
it.each([
  ["an error of Lambda's own", BLIPS.map((name) => `Lambda.${name}`), 1, 6],
  ["an end without an answer", ["Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError", "States.Timeout"], 1, 6],
  ["one of the network", NETWORK.map((name) => `Lambda.${name}Exception`), 20, 8],
  ["one of the subnet", ["Lambda.SubnetIPAddressLimitReachedException"], 20, 8],
  ["too many invocations at once", ["Lambda.TooManyRequestsException"], 30, 8],
])("after %s, the first retry is soon enough: %j", (_, names, seconds, retries) => {
  for (const name of names) expect(scheduleOf(name)).toEqual({ seconds, retries });
});

it.each([
  ["Lambda.ServiceException", 6, 30],
  ["Lambda.ENINotReadyException", 8, 120],
])("%s is retried every so many seconds at last: try %i after %i", (error, tries, seconds) => {
  expect(longestWait(error, tries)).toBe(seconds);
});

/** The first wait, and how many retries there are. */
function scheduleOf(error: string) {
  let retries = 0;
  while (longestWait(error, retries + 1) !== null) retries++;
  return { seconds: longestWait(error, 1), retries };
}
