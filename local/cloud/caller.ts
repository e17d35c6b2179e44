import type { IncomingMessage } from "node:http";

const SIGNATURE = /Credential=([^/\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

/** What an AWS call's signature says: whose credentials made it, and for which service. */
export function signatureOf(request: IncomingMessage): { caller: string; service: string } | undefined {
  const [, caller, service] = SIGNATURE.exec(request.headers.authorization ?? "") ?? [];
  return caller === undefined || service === undefined ? undefined : { caller, service };
}

/** Whose credentials signed a call: for a function, its name. */
export function callerOf(request: IncomingMessage): string {
  return signatureOf(request)?.caller ?? "anonymous";
}
