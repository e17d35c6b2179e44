import * as z from "zod/mini";

const lambdaFailure = z.object({ errorMessage: z.string() });

/** The message of a failed state. A Lambda function's failure is JSON with the message inside; any other cause is plain text. */
export function readCause({ error, cause }: { readonly error: string; readonly cause: string }): string {
  try {
    return lambdaFailure.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause === "" ? error : cause;
  }
}
