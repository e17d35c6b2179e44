import type { Problem } from "../../functions/page/page-types.ts";
import { acceptedToken, accessToken, hasSignedOut, refusedToken } from "./sign-in/credentials.ts";

/** A request that has no good answer; the message is shown to the user. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** 0 where no answer came. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** Whether the same request may succeed in a while. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface ApiCall {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Whether nobody waits for it: then it does not lead away from the page to sign in. */
  readonly isBackground?: boolean;
}

/** API Gateway waits for 30 seconds at most. */
const LONGEST_ANSWER_MS = 40_000;

/**
 * Calls the page's API with the token of the signed-in user, and waits for a sign-in if there is none.
 *
 * @param path below `/api/`
 * @returns the answer, which this page's own server wrote
 * @throws {ApiProblem} there is no good answer
 */
export async function callApi<Answer>(path: string, call: ApiCall = {}): Promise<Answer> {
  for (;;) {
    const token = await accessToken();
    const response = await send(path, call, token);
    // Any other answer may be API Gateway's, which does not look at the token first.
    if (response.ok) acceptedToken(token);
    const answer = response.ok ? await readAnswer(response) : undefined;
    if (!hasSignedOut()) {
      if (response.ok) return answer;
      if (response.status !== 401) throw await problemOf(response);
    }
    await refusedToken(token, { isBackground: call.isBackground ?? false });
  }
}

async function send(
  path: string,
  { method = "GET", body, signal }: ApiCall,
  token: string | undefined,
): Promise<Response> {
  const late = AbortSignal.timeout(LONGEST_ANSWER_MS);
  try {
    return await fetch(`/api/${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreached(error);
  }
}

async function readAnswer(response: Response) {
  try {
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    throw unreached(error);
  }
}

function unreached(cause: unknown): ApiProblem {
  const problem = new ApiProblem(0, "The server could not be reached. Check your connection, and try again.");
  problem.cause = cause;
  return problem;
}

/** API Gateway takes 10,240 bytes of request line and headers, and the token is most of them. */
const TOO_LARGE = 431;
const TOO_LARGE_TEXT =
  "Your sign-in is too large for this page: you are in too many groups. Ask the people who run this page.";

async function problemOf(response: Response): Promise<ApiProblem> {
  const { status } = response;
  if (status === TOO_LARGE) return new ApiProblem(status, TOO_LARGE_TEXT);
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  const { message } = problem;
  // The page's server has sentences; what stands before it has words such as "Service Unavailable".
  if (typeof message === "string" && message.endsWith(".")) return new ApiProblem(status, message);
  return new ApiProblem(status, `The server answered ${status}. Try again in a moment.`);
}
