import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import type { ReadToken } from "../datasets/dataset-service.ts";
import { readTokenText } from "../datasets/token.ts";

// A rotated token is picked up at the first refusal; this only bounds how often an unrefused one is read.
const CACHE_SECONDS = 300;

/** No token can be read from Secrets Manager: the secret is empty, or reading it failed. Worth another try once that is fixed. */
export class TokenMissing extends Error {
  override readonly name = "TokenMissing";
  readonly retryable = true;
}

/**
 * Reads the dataset service's token from Secrets Manager, at run time.
 *
 * @throws {TokenMissing} @throws {TokenMalformed} neither message contains the token
 */
export function tokenFrom(secretId: string): ReadToken {
  return async ({ fresh }) => {
    const secret = await getSecret(secretId, { maxAge: CACHE_SECONDS, forceFetch: fresh }).catch((error: unknown) => {
      throw new TokenMissing(`The secret ${secretId} could not be read; docs/deploy.md says how to fill it.`, {
        cause: error,
      });
    });
    const token = typeof secret === "string" ? readTokenText(secret, `the secret ${secretId}`) : "";
    if (token === "") throw new TokenMissing(`The secret ${secretId} is empty; docs/deploy.md says how to fill it.`);
    return token;
  };
}
