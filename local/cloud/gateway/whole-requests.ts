import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";

/**
 * Hands a server's requests to its own handlers only once they are whole. dynalite throws where nobody can catch it when a
 * caller hangs up in the middle of a request, and when its store is closed while it answers one.
 *
 * @param longest how long a body may be, in bytes, before the handlers refuse it: no more than a little over that is kept
 * @returns resolves when every request so far is answered
 */
export function handOverWhole(server: Server, longest: number): () => Promise<void> {
  const handlers = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  const begun = new Set<ServerResponse>();
  server.on("request", async (request, response) => {
    const body = await readBody(request, longest).catch(() => undefined);
    // The caller has hung up.
    if (body === undefined) return;
    forgetAnswered();
    begun.add(response);
    const { method, url, headers } = request;
    const whole = Object.assign(Readable.from(body), { method, url, headers });
    for (const handle of handlers) handle.call(server, whole as unknown as IncomingMessage, response);
  });

  function forgetAnswered(): void {
    for (const response of begun) if (response.writableEnded) begun.delete(response);
  }

  return async () => {
    for (forgetAnswered(); begun.size > 0; forgetAnswered()) await setImmediate();
  };
}

/** @returns the body, or the part of it that is too long. @throws the caller has hung up */
async function readBody(request: IncomingMessage, longest: number): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > longest) break;
  }
  return parts;
}
