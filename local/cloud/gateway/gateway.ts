import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type GuardOptions, guarded, refusalOf } from "../../../page/server/guard.ts";
import { EventRules } from "../events/event-rules.ts";
import { type CallFaultOptions, sufferCall } from "../faults/call-faults.ts";
import { answerFaultSwitches, FAULTS_PATH } from "../faults/fault-switches.ts";
import { answerLambda, type LambdaServiceOptions } from "../functions/lambda-service.ts";
import { MessageMoves } from "../queues/message-moves.ts";
import { MessageWaits } from "../queues/message-waits.ts";
import { isAllowedFetch } from "../s3/cors.ts";
import { isPresigned } from "../s3/presigned.ts";
import { bucketOfHost } from "../s3/s3-call.ts";
import { answerS3 } from "../s3/s3-service.ts";
import type { S3Store } from "../s3/s3-store.ts";
import { type AwsCall, operationOf, watchCall } from "./aws-call.ts";
import { signatureOf } from "./caller.ts";
import { answerJson } from "./json-protocol.ts";
import { passOn } from "./pass-on.ts";
import { answerQuery } from "./query-protocol.ts";
import type { Xml } from "./xml.ts";

type JsonService = (operation: string, input: Record<string, unknown>) => unknown;

export interface GatewayOptions {
  readonly port: number;
  /** The socket of SQS and SNS. */
  readonly queues: string;
  /** DynamoDB's socket. */
  readonly dynamodb: string;
  readonly stepFunctions: JsonService;
  readonly secretsManager: JsonService;
  readonly eventBuses: JsonService;
  readonly eventRules: JsonService;
  readonly serviceQuotas: JsonService;
  readonly lambda: LambdaServiceOptions;
  readonly messageMoves: JsonService;
  /** Undefined where messages are hidden for as long as a call says. */
  readonly messageWaits: JsonService | undefined;
  readonly cloudFormation: (operation: string, input: URLSearchParams) => Xml;
  readonly s3: S3Store;
  readonly breaking: CallFaultOptions;
  readonly called: (call: AwsCall) => void;
}

export interface Gateway {
  readonly port: number;
  readonly server: Server;
}

/** The embedded cloud's one address. It finds the service by AWS's signature, and forwards the call. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const answerCall = (request: IncomingMessage, response: ServerResponse) => {
    const failed = (error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    };
    if (request.url === FAULTS_PATH) {
      answerFaultSwitches(request, response, options.breaking.faults).catch(failed);
      return;
    }
    const service = serviceOf(request);
    if (service === "s3") nameBucketByPath(request);
    watchCall(request, response, service, options.called);
    const goesOn = sufferCall(service, request, response, options.breaking);
    if (goesOn === false) return;
    // Synchronously if there is nothing to wait for: a body without a reader may be lost.
    const answering = goesOn === true ? answer() : goesOn.then(answer);
    answering.catch(failed);

    function answer(): Promise<void> {
      return route(service, request, response, options);
    }
  };
  const guard: GuardOptions = {
    // A page's link to a file is one that somebody signed.
    mayVisit: (_, request) => serviceOf(request) === "s3" && isPresigned(queryOf(request)),
    mayFetch: (request) => serviceOf(request) === "s3" && isAllowedFetch(request, options.s3.cors),
  };
  const server = createServer(guarded(answerCall, guard));
  // A client that sends Expect: 100-continue gets a refusal before it sends the body: S3 decides.
  server.on("checkContinue", (request, response) => {
    if (refusalOf(request, guard) === undefined && serviceOf(request) !== "s3") response.writeContinue();
    guarded(answerCall, guard)(request, response);
  });
  // A large object on a slow connection takes longer than Node's request timeout of five minutes.
  server.requestTimeout = 0;
  // SDKs reuse connections; with Node's five seconds, one could be closed just when it is used again.
  server.keepAliveTimeout = 120_000;
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
    case "events": {
      const isOfRules = EventRules.OPERATIONS.has(operationOf(request) ?? "");
      return answerJson(request, response, isOfRules ? options.eventRules : options.eventBuses);
    }
    case "lambda":
      return answerLambda(request, response, options.lambda);
    case "servicequotas":
      return answerJson(request, response, options.serviceQuotas);
    case "dynamodb":
      return passOn(request, response, { socketPath: options.dynamodb });
    case "s3":
      return answerS3(request, response, options.s3);
    case "cloudformation":
      return answerQuery(request, response, options.cloudFormation);
    case "sqs": {
      const operation = operationOf(request) ?? "";
      if (MessageMoves.OPERATIONS.has(operation)) return answerJson(request, response, options.messageMoves);
      if (options.messageWaits && MessageWaits.OPERATIONS.has(operation)) {
        return answerJson(request, response, options.messageWaits);
      }
      return passOn(request, response, { socketPath: options.queues });
    }
    default:
      return passOn(request, response, { socketPath: options.queues });
  }
}

const TARGETS: Readonly<Record<string, string>> = {
  DynamoDB_20120810: "dynamodb",
  AWSStepFunctions: "states",
  secretsmanager: "secretsmanager",
  AmazonSQS: "sqs",
  AWSEvents: "events",
};

/** Signed calls name their service in the signature; what is not signed is an S3 URL, presigned or plain. */
function serviceOf(request: IncomingMessage): string {
  const target = String(request.headers["x-amz-target"] ?? "").split(".")[0] ?? "";
  return (
    signatureOf(request)?.service ??
    TARGETS[target] ??
    (bucketOfHost(request) === undefined && (request.url === "/" || request.url?.startsWith("/_fauxqs"))
      ? "other"
      : "s3")
  );
}

function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split("?", 2)[1] ?? "");
}

/** A call names its bucket by the host or by the path; behind the gateway, by the path. */
function nameBucketByPath(request: IncomingMessage): void {
  const bucket = bucketOfHost(request);
  if (bucket !== undefined) request.url = `/${bucket}${request.url ?? "/"}`;
}
