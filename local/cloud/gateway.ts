import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { answerJson } from "./json-protocol.ts";

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
  /** Where S3, SQS and SNS are. */
  readonly fauxqsPort: number;
  /** Where DynamoDB is. */
  readonly dynamodbPort: number;
  readonly stepFunctions: JsonService;
  readonly secretsManager: JsonService;
  /** An object was written: told before its writer is, so that no event is lost to a stop in between. */
  readonly objectWritten: (object: { bucket: string; key: string; how: string }) => Promise<void>;
  readonly called: (call: AwsCall) => void;
}

// fauxqs reads a body whole, up to this size. The CLI and the SDKs' transfer managers send larger ones in parts.
const SINGLE_PUT_LIMIT = 11 * 1024 * 1024;

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
      return pass(request, response, options.dynamodbPort);
    case "s3":
      return passToS3(request, response, options);
    default:
      return pass(request, response, options.fauxqsPort);
  }
}

async function passToS3(request: IncomingMessage, response: ServerResponse, options: GatewayOptions) {
  const isPut = request.method === "PUT";
  if (isPut && Number(request.headers["content-length"] ?? 0) > SINGLE_PUT_LIMIT) {
    const message = "The embedded cloud takes 11 MiB in a single PUT; send a larger object in parts.";
    response.writeHead(400, { "content-type": "application/xml", connection: "close" });
    return response.end(`<Error><Code>EntityTooLarge</Code><Message>${message}</Message></Error>`);
  }

  return pass(request, response, options.fauxqsPort, async (status) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
    const [, bucket = "", ...path] = pathname.split("/");
    const key = path.map(decodeURIComponent).join("/");
    const isPart = isPut && searchParams.has("uploadId");
    const isWhole = isPut && !isPart;
    const isCompleted = request.method === "POST" && searchParams.has("uploadId");
    if (status >= 300 || key === "" || !(isWhole || isCompleted)) return;
    const how = isCompleted ? "CompleteMultipartUpload" : request.headers["x-amz-copy-source"] ? "Copy" : "Put";
    await options.objectWritten({ bucket, key, how });
  });
}

/** Passes a call on as it is; `before` runs when the answer is there, and before it is given. */
function pass(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  before: (status: number) => Promise<void> = async () => {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      { host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        const status = answer.statusCode ?? 502;
        before(status).then(() => {
          response.writeHead(status, answer.headers);
          answer.pipe(response);
          answer.once("end", resolve).once("error", reject);
        }, reject);
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

const SIGNATURE = /Credential=([^/\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/;
const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: "dynamodb",
  AWSStepFunctions: "states",
  secretsmanager: "secretsmanager",
  AmazonSQS: "sqs",
};

/** Signed calls name their service in the signature; what is not signed is an S3 URL, presigned or plain. */
function serviceOf(request: IncomingMessage): string {
  const signed = SIGNATURE.exec(request.headers.authorization ?? "")?.[2];
  const target = String(request.headers["x-amz-target"] ?? "").split(".")[0] ?? "";
  return signed ?? TARGETS[target] ?? (request.url === "/" || request.url?.startsWith("/_fauxqs") ? "other" : "s3");
}

function describeCall(request: IncomingMessage, response: ServerResponse, service: string): AwsCall {
  return {
    service,
    caller: SIGNATURE.exec(request.headers.authorization ?? "")?.[1] ?? "anonymous",
    method: request.method ?? "",
    url: request.url ?? "",
    operation: request.headers["x-amz-target"] ? String(request.headers["x-amz-target"]).replace(/^.*\./, "") : null,
    status: response.statusCode,
  };
}
