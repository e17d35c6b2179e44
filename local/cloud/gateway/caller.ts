import type { IncomingMessage } from "node:http";

const SIGNATURE = /Credential=([^/\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;

/** The credentials and the service of an AWS call, from its signature. */
export function signatureOf(request: IncomingMessage): { caller: string; service: string } | undefined {
  const [, caller, service] = SIGNATURE.exec(request.headers.authorization ?? "") ?? [];
  return caller === undefined || service === undefined ? undefined : { caller, service };
}

/** Whose credentials signed a call or its URL: for a function, its name. */
export function callerOf(request: IncomingMessage): string {
  const [, query = ""] = (request.url ?? "").split("?", 2);
  const ofUrl = new URLSearchParams(query).get("X-Amz-Credential")?.split("/")[0];
  return signatureOf(request)?.caller ?? ofUrl ?? "anonymous";
}
