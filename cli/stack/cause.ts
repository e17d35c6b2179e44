import * as z from "zod/mini";

const lambdaFailure = z.object({ errorMessage: z.string() });

/** What a failed state says: a function's failure comes as JSON with its message inside, anything else as it is. */
export function readCause({ error, cause }: { readonly error: string; readonly cause: string }): string {
  try {
    return lambdaFailure.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause === "" ? error : cause;
  }
}
