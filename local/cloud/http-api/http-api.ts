import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { guarded } from "../../../page/server/guard.ts";
import { InvocationError, LARGEST_PAYLOAD_BYTES } from "../functions/lambda-function.ts";
import { type ApiAnswer, apiAnswers, readResult, sendAnswer } from "./answer.ts";
import type { ApiDefinition, ApiRoute } from "./definition.ts";
import { eventOf } from "./event.ts";
import { findRoute } from "./routes.ts";
import type { SignIn } from "./sign-in.ts";

export interface HttpApiOptions {
  readonly port: number;
  readonly api: ApiDefinition;
  /** Says who asks, on a route that wants to know. */
  readonly signIn: SignIn;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const LARGEST_BODY_BYTES = 10 * 1024 ** 2;

/** Pages that a link on another site may open; what they load and call is for themselves alone. */
const IS_PAGE = /^\/(?!api\/|assets\/)/;

/** API Gateway's HTTP API on a port of its own: routes, the sign-in, and the functions behind them. */
export async function startHttpApi(options: HttpApiOptions): Promise<{ port: number; server: Server }> {
  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = await answerOf(request, options).catch(apiAnswers.failed);
    // The client has left.
    if (response.destroyed) return;
    // What was not read of the body is passed over, so that the client reads the answer.
    request.resume();
    try {
      sendAnswer(response, answer);
    } catch {
      sendAnswer(response, apiAnswers.failed());
    }
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void answerRequest(request, response);
  const server = createServer(guarded(listener, { mayVisit: (path) => IS_PAGE.test(path) }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, server };
}

async function answerOf(request: IncomingMessage, { api, signIn, invoke }: HttpApiOptions): Promise<ApiAnswer> {
  const { path, query } = addressOf(request);
  const found = findRoute(api.routes, request.method ?? "", path);
  if (!found) return apiAnswers.notFound();
  const { route, variables } = found;
  const asked = route.signIn && (await signIn(route.signIn, request.headers.authorization));
  if (asked?.outcome === "refused") return asked.answer;

  const body = await readBody(request);
  if (!body) return apiAnswers.tooLarge();
  const event = eventOf({
    request,
    body,
    apiId: api.id,
    routeKey: route.key,
    path,
    query,
    variables,
    signedIn: asked?.signedIn,
    authorization: asked?.authorization,
  });
  if (Buffer.byteLength(JSON.stringify(event)) > LARGEST_PAYLOAD_BYTES) return apiAnswers.tooLarge();
  return run(route, event, invoke);
}

/** API Gateway decodes the path, and what follows a question mark that was encoded in it is lost. */
function addressOf({ url = "/" }: IncomingMessage): { path: string; query: string } {
  const mark = url.indexOf("?");
  const encoded = mark < 0 ? url : url.slice(0, mark);
  const [path = "/"] = decode(encoded).split("?", 1);
  return { path, query: mark < 0 ? "" : url.slice(mark + 1) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** undefined if it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function run(route: ApiRoute, event: unknown, invoke: HttpApiOptions["invoke"]): Promise<ApiAnswer> {
  const answered = new AbortController();
  const isLate = sleep(route.timeoutMs, apiAnswers.unavailable(), { signal: answered.signal });
  const invoked = invoke(route.functionName, event).then(
    (result) => readResult(result) ?? apiAnswers.failed(),
    (error: unknown) => (isRefused(error) ? apiAnswers.unavailable() : apiAnswers.failed()),
  );
  try {
    return await Promise.race([invoked, isLate]);
  } finally {
    isLate.catch(() => {});
    answered.abort();
  }
}

/** Lambda did not run the function, as it does above a quota. */
function isRefused(error: unknown): boolean {
  return error instanceof InvocationError && error.name.startsWith("Lambda.");
}
