import type * as z from "zod/mini";
import { safeParse } from "zod/mini";
import {
  type DatasetServiceError,
  DatasetServiceRefused,
  DatasetServiceThrottled,
  DatasetServiceTokenRefused,
  DatasetServiceUnavailable,
} from "./errors.ts";
import { excerpt, parseJson, readRefusal } from "./refusal.ts";
import { readRetryAfter } from "./retry-after.ts";
import { TokenMalformed } from "./token.ts";
import { VERSION } from "./version.ts";

// One answer takes the service a second or two; a connection that says nothing for this long says nothing more.
const CALL_TIMEOUT_MS = 20_000;

/** A call to the dataset service. */
export interface Call<T> {
  /** What the call was for, as its errors say it. */
  readonly what: string;
  /** A GET may be repeated at will; a POST only where the one before surely had no effect. */
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: unknown;
  readonly answer: z.ZodMiniType<T>;
}

/** Makes a call once. @throws {DatasetServiceError} @throws {TokenMalformed} neither message contains the token */
export async function callOnce<T>(request: Call<T>, token: string): Promise<T> {
  const { status, retryAfter, body } = await send(request, token);
  const where = `Could not ${request.what}: ${request.method} ${new URL(request.url).pathname} answered ${status}`;
  if (status >= 200 && status < 300) {
    const answer = safeParse(request.answer, parseJson(body));
    if (answer.success) return answer.data;
    throw new DatasetServiceUnavailable(`${where} with an unexpected response body: ${excerpt(body)}`, {
      status,
      mayHaveTakenEffect: true,
    });
  }
  throw refusal(status, `${where}: ${readRefusal(body)}`, readRetryAfter(retryAfter, Date.now()));
}

/** What fetch says when it had no connection to send the call over. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

async function send(request: Call<unknown>, token: string) {
  const headers = headersOf(request, token);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // A redirect would take the token to another host.
      redirect: "manual",
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: await response.text(),
    };
  } catch (error) {
    const { host, pathname } = new URL(request.url);
    const message = `Could not ${request.what}: ${request.method} ${pathname} at ${host} got no answer (${reason(error)})`;
    const mayHaveTakenEffect = !NEVER_SENT.has(reason(error));
    throw new DatasetServiceUnavailable(message, {
      status: null,
      mayHaveTakenEffect,
      code: reason(error),
      cause: error,
    });
  }
}

/** Apart from the call: what fails here quotes the header, and with it the token. Such an error goes no further, nor as a cause. */
function headersOf({ body }: Call<unknown>, token: string): Headers {
  try {
    return new Headers({
      authorization: `Token ${token}`,
      accept: "application/json",
      "user-agent": `dropset/${VERSION}`,
      // Lambda freezes a function between its runs, and an idle connection dies meanwhile: what a POST would have been sent
      // over it may have taken effect, and is not repeated.
      connection: "close",
      ...(body !== undefined && { "content-type": "application/json" }),
    });
  } catch {
    throw new TokenMalformed("The token contains a character that a header cannot contain; store the token again.");
  }
}

function refusal(status: number, message: string, retryAfterSeconds: number | null): DatasetServiceError {
  if (status === 429) return new DatasetServiceThrottled(message, retryAfterSeconds);
  if (status === 401 || status === 403) return new DatasetServiceTokenRefused(message, status);
  if (status < 500) return new DatasetServiceRefused(message, status);
  // 503 is an answer from in front of the work; 500, 502 and 504 may come after it was done.
  return new DatasetServiceUnavailable(message, { status, retryAfterSeconds, mayHaveTakenEffect: status !== 503 });
}

/** fetch says only "fetch failed"; its cause says what failed. */
export function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message || cause.name;
}
