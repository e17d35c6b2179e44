import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import { SecretsManagerServiceException } from "@aws-sdk/client-secrets-manager";
import type { ReadToken } from "../datasets/dataset-service.ts";
import { readTokenText } from "../datasets/token.ts";

// A rotated token is picked up at the first refusal; this only bounds how often an unrefused one is read.
const CACHE_SECONDS = 300;

/** There is no token: the secret is empty or gone, or may not be read. Worth another try once that is fixed. */
export class TokenMissing extends Error {
  override readonly name = "TokenMissing";
  readonly retryable = true;
}

/** Secrets Manager could not be asked for the token just now. Worth another try. */
export class TokenUnavailable extends Error {
  override readonly name = "TokenUnavailable";
  readonly retryable = true;
}

/**
 * Reads the dataset service's token from Secrets Manager, at run time.
 *
 * @throws {TokenMissing} @throws {TokenUnavailable} @throws {TokenMalformed} no message contains the token
 */
export function tokenFrom(secretId: string): ReadToken {
  return async ({ fresh }) => {
    const secret = await getSecret(secretId, { maxAge: CACHE_SECONDS, forceFetch: fresh }).catch((error: unknown) => {
      throw notRead(secretId, error);
    });
    const token = typeof secret === "string" ? readTokenText(secret, `the secret ${secretId}`) : "";
    if (token === "") throw new TokenMissing(`The secret ${secretId} is empty; docs/deploy.md says how to fill it.`);
    return token;
  };
}

/** Client errors by which Secrets Manager only asks to call it later. */
const LATER = /Thrott|TooManyRequests|RequestLimit/;

function notRead(secretId: string, error: unknown): Error {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const name = reason instanceof Error ? reason.name : "Error";
  if (reason instanceof SecretsManagerServiceException && reason.$fault === "client" && !LATER.test(name)) {
    return new TokenMissing(`The secret ${secretId} could not be read: ${name}.`, { cause: error });
  }
  return new TokenUnavailable(`The secret ${secretId} could not be read just now: ${name}.`, { cause: error });
}
