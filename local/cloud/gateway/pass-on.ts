import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

export interface PassOn {
  /** Where the service listens. */
  readonly socketPath: string;
  /** The path and query, where they are not the request's. */
  readonly path?: string;
  /** Laid over the request's headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Runs when the answer is there and before it is given; its headers are what the caller gets. */
  readonly answered?: (status: number, headers: IncomingHttpHeaders) => Promise<IncomingHttpHeaders>;
  /** Called with the length in bytes of each part of the response's body. */
  readonly passed?: (bytes: number) => void;
}

/** Forwards a call unchanged to a service behind the gateway. Resolves when the caller has the response. */
export function passOn(request: IncomingMessage, response: ServerResponse, to: PassOn): Promise<void> {
  // The caller left while the call was waiting, and no event will report it again.
  if (response.closed) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      {
        socketPath: to.socketPath,
        method: request.method,
        path: to.path ?? request.url,
        headers: { ...request.headers, ...to.headers },
      },
      (answer) => {
        const status = answer.statusCode ?? 502;
        const headers = to.answered ? to.answered(status, answer.headers) : Promise.resolve(answer.headers);
        headers.then((shown) => {
          response.writeHead(status, shown);
          if (to.passed) answer.on("data", ({ length }: Buffer) => to.passed?.(length));
          answer.pipe(response);
        }, reject);
        answer.once("error", reject);
      },
    );
    onward.once("error", reject);
    response.once("close", () => {
      if (!response.writableFinished) onward.destroy();
      resolve();
    });
    request.pipe(onward);
  });
}
