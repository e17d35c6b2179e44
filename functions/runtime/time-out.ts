/**
 * A function that runs out of time is ended by Lambda, with its process, and the next invocation starts from scratch. Middy by
 * default answers a few milliseconds before, by an error of its own name, and leaves everything that was under way to go on
 * in the next invocation: what timed out there is done anyway, and Step Functions, which retries
 * `Sandbox.Timedout`, doesn't know the name.
 */
export const LEFT_TO_LAMBDA = { timeoutEarlyInMillis: 0 };
