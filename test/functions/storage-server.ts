import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request that a storage got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A storage that answers uploads as `answer` does, by default with 200. */
export async function startStorage(answer: (...given: [...Parameters<RequestListener>, Received]) => void = takeIt) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const got = { method, path: url, headers, body: await buffer(request) };
    received.push(got);
    answer(request, response, got);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file?X-Amz-Signature=secret`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function takeIt(...[, response]: Parameters<RequestListener>): void {
  response.end();
}
