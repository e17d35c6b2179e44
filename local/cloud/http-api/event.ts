import { isUtf8 } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayEventRequestContextV2, APIGatewayProxyEventV2WithRequestContext } from "aws-lambda";
import { ACCOUNT } from "../arns.ts";

/** Who signed in, as the authorizer tells the function. */
export interface SignedIn {
  readonly claims: Readonly<Record<string, string>>;
  /** null for a route that asks for none. */
  readonly scopes: readonly string[] | null;
}

export type HttpApiEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: { jwt: SignedIn } }
>;

export interface ReceivedRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly apiId: string;
  readonly routeKey: string;
  /** Decoded. */
  readonly path: string;
  /** As it was sent. */
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly signedIn: SignedIn | undefined;
  /** The token that the function gets in place of what was sent. */
  readonly authorization: string | undefined;
}

/** Of the connection, not of the request. */
const NOT_PASSED_ON = new Set(["connection", "cookie", "expect", "keep-alive", "te", "transfer-encoding", "upgrade"]);
/** What API Gateway passes on as text; a form, for one, is not. */
const TEXT = /^(text\/|application\/(([a-z0-9.-]+\+)?(json|xml)|javascript)\b)/i;

/**
 * A request as the function gets it, in the payload format 2.0.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventOf(received: ReceivedRequest, now = new Date()): HttpApiEvent {
  const { request, apiId, routeKey, path, query, variables, signedIn } = received;
  const { method = "GET", httpVersion, headersDistinct, socket } = request;
  const cookies = headersDistinct.cookie?.flatMap((header) => header.split(/; */)).filter(Boolean);
  const parameters = joined(new URLSearchParams(query));
  const headers = headersOf(received);
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(variables).length > 0 && { pathParameters: { ...variables } }),
    requestContext: {
      accountId: ACCOUNT,
      apiId,
      ...(signedIn && { authorizer: { jwt: signedIn } }),
      domainName: headers.host ?? "",
      domainPrefix: apiId,
      http: {
        method,
        path,
        protocol: `HTTP/${httpVersion}`,
        sourceIp: socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomBytes(11).toString("base64"),
      routeKey,
      stage: "$default",
      time: timeOf(now),
      timeEpoch: now.getTime(),
    },
    ...bodyOf(received),
  };
}

function headersOf({ request, authorization }: ReceivedRequest): Record<string, string> {
  const { headersDistinct, socket } = request;
  const sent = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    NOT_PASSED_ON.has(name) ? [] : [[name, values.join(",")] as const],
  );
  return {
    "content-length": "0",
    ...Object.fromEntries(sent),
    "x-amzn-trace-id": `Root=1-${randomUUID().slice(0, 8)}-${randomBytes(12).toString("hex")}`,
    "x-forwarded-for": socket.remoteAddress ?? "",
    "x-forwarded-port": String(socket.localPort ?? ""),
    "x-forwarded-proto": "http",
    ...(authorization !== undefined && { authorization }),
  };
}

function bodyOf({ request, body }: ReceivedRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT.test(request.headers["content-type"] ?? "") && !request.headers["content-encoding"];
  return isText && isUtf8(body)
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString("base64"), isBase64Encoded: true };
}

function joined(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(",")]));
}

/** As in `12/Mar/2026:19:03:58 +0000`. */
function timeOf(now: Date): string {
  return now.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, "$1/$2/$3:$4 +0000");
}
