import { DatasetServiceTokenRefused, DatasetServiceUnavailable } from "./errors.ts";
import { TokenMalformed } from "./token.ts";

/** An address that is wrong, or a certificate that doesn't fit it: the name is not known, or someone else answers. */
const WRONG_ADDRESS = /^(ENOTFOUND|ERR_INVALID_URL|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|\w*SELF_SIGNED_CERT\w*)$/;

/** The names of the errors below, as the state machine has them. */
export const NEEDS_PERSON: ReadonlySet<string> = new Set([
  "DatasetServiceTokenRefused",
  "TokenMissing",
  "TokenMalformed",
]);

/** Whether time alone changes nothing: a person has to correct the token or the address. It is still retried, but slowly. */
export function needsPerson(error: unknown): boolean {
  if (error instanceof DatasetServiceTokenRefused || error instanceof TokenMalformed) return true;
  if (error instanceof DatasetServiceUnavailable) return WRONG_ADDRESS.test(error.code ?? "");
  return error instanceof Error && NEEDS_PERSON.has(error.name);
}
