import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { callerOf, signatureOf } from "./caller.ts";
import { answerJson } from "./json-protocol.ts";
import { passOn } from "./pass-on.ts";
import { answerS3, type S3FrontOptions } from "./s3-front.ts";

/** One AWS call, as the gateway saw it. */
export interface AwsCall {
  readonly service: string;
  /** Whose credentials signed it: for a function, its name. */
  readonly caller: string;
  readonly method: string;
  /** The path and query, still encoded. */
  readonly url: string;
  /** The operation, where the protocol names one in a header. */
  readonly operation: string | null;
  readonly status: number;
}

type JsonService = (operation: string, input: Record<string, unknown>) => unknown;

export interface GatewayOptions {
  readonly port: number;
  /** Where SQS and SNS are. */
  readonly fauxqsPort: number;
  /** Where DynamoDB is. */
  readonly dynamodbPort: number;
  readonly stepFunctions: JsonService;
  readonly secretsManager: JsonService;
  readonly s3: S3FrontOptions;
  readonly called: (call: AwsCall) => void;
}

/** The embedded cloud's one address: it looks at who is called, as AWS's signatures tell, and passes the call on. */
export async function startGateway(options: GatewayOptions): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    const service = serviceOf(request);
    response.once("close", () => options.called(describeCall(request, response, service)));
    route(service, request, response, options).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, server };
}

async function route(service: string, request: IncomingMessage, response: ServerResponse, options: GatewayOptions) {
  switch (service) {
    case "states":
      return answerJson(request, response, options.stepFunctions);
    case "secretsmanager":
      return answerJson(request, response, options.secretsManager);
    case "dynamodb":
      return passOn(request, response, { port: options.dynamodbPort });
    case "s3":
      return answerS3(request, response, options.s3);
    default:
      return passOn(request, response, { port: options.fauxqsPort });
  }
}

const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: "dynamodb",
  AWSStepFunctions: "states",
  secretsmanager: "secretsmanager",
  AmazonSQS: "sqs",
};

/** Signed calls name their service in the signature; what is not signed is an S3 URL, presigned or plain. */
function serviceOf(request: IncomingMessage): string {
  const signed = signatureOf(request)?.service;
  const target = String(request.headers["x-amz-target"] ?? "").split(".")[0] ?? "";
  return signed ?? TARGETS[target] ?? (request.url === "/" || request.url?.startsWith("/_fauxqs") ? "other" : "s3");
}

function describeCall(request: IncomingMessage, response: ServerResponse, service: string): AwsCall {
  return {
    service,
    caller: callerOf(request),
    method: request.method ?? "",
    url: request.url ?? "",
    operation: request.headers["x-amz-target"] ? String(request.headers["x-amz-target"]).replace(/^.*\./, "") : null,
    status: response.statusCode,
  };
}
