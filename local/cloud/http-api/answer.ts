import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import * as z from "zod";

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const structured = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** API Gateway writes these itself. */
const NOT_THE_FUNCTIONS = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

export interface ApiAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/**
 * A function's result as the answer to a request: one with a `statusCode` says all of it, and any other is the body.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 *
 * @returns undefined for a result that is not an answer
 */
export function readResult(result: unknown): ApiAnswer | undefined {
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    const text = typeof result === "string" ? result : JSON.stringify(result);
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(text) };
  }
  const read = structured.safeParse(result);
  if (!read.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = read.data;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: statusCode,
    headers: {
      "content-type": "text/plain;charset=utf-8",
      ...Object.fromEntries(named.filter(([name]) => !NOT_THE_FUNCTIONS.has(name))),
      ...(cookies && cookies.length > 0 && { "set-cookie": cookies }),
    },
    body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
  };
}

/** API Gateway's own answer, in its one form. */
export function messageAnswer(status: number, message: string, headers: OutgoingHttpHeaders = {}): ApiAnswer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

export const apiAnswers = {
  notFound: () => messageAnswer(404, "Not Found"),
  tooLarge: () => messageAnswer(413, "Request Entity Too Large"),
  failed: () => messageAnswer(500, "Internal Server Error"),
  unavailable: () => messageAnswer(503, "Service Unavailable"),
};

/** @throws {TypeError} a header is invalid; nothing was sent then */
export function sendAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  // The headers that protect a page are the function's to set: here, none is added that would be missing on AWS.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, {
    ...headers,
    "apigw-requestid": randomBytes(11).toString("base64"),
    ...(hasBody && { "content-length": body.length }),
  });
  response.end(hasBody ? body : undefined);
}
