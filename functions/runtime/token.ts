import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import type { ReadToken } from "../datasets/dataset-service.ts";

// A rotated token is picked up at the first refusal; this only bounds how often an unrefused one is read.
const CACHE_SECONDS = 300;

/** No token can be had from Secrets Manager: it was never filled, or can't be read. Worth another try once mended. */
export class TokenMissing extends Error {
  override readonly name = "TokenMissing";
  readonly retryable = true;
}

/** Reads the dataset service's token from Secrets Manager, at run time. */
export function tokenFrom(secretId: string): ReadToken {
  return async ({ fresh }) => {
    const secret = await getSecret(secretId, { maxAge: CACHE_SECONDS, forceFetch: fresh }).catch((error: unknown) => {
      throw new TokenMissing(`The secret ${secretId} could not be read; docs/deploy.md says how to fill it.`, {
        cause: error,
      });
    });
    const token = typeof secret === "string" ? secret.trim() : "";
    if (token === "") throw new TokenMissing(`The secret ${secretId} is empty; docs/deploy.md says how to fill it.`);
    return token;
  };
}
