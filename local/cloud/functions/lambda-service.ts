import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { arn, nameOfArn } from "../arns.ts";
import { ServiceFailure } from "../gateway/json-protocol.ts";
import type { Quotas } from "../quotas.ts";
import type { EventSourceMapping } from "./event-source-mappings.ts";
import type { LambdaFunction } from "./lambda-function.ts";

export interface LambdaServiceOptions {
  readonly quotas: Quotas;
  readonly functions: () => readonly LambdaFunction[];
  readonly mappings: () => readonly EventSourceMapping[];
}

const OPERATIONS: readonly [name: string, method: string, path: RegExp][] = [
  ["GetAccountSettings", "GET", /^\/2016-08-19\/account-settings\/?$/],
  ["GetFunctionConfiguration", "GET", /^\/2015-03-31\/functions\/([^/]+)\/configuration$/],
  ["ListEventSourceMappings", "GET", /^\/2015-03-31\/event-source-mappings\/?$/],
  ["UpdateEventSourceMapping", "PUT", /^\/2015-03-31\/event-source-mappings\/([^/]+)$/],
];

/** The operation of a call to Lambda, which only its method and path name, and what the path names. */
export function lambdaOperation({ method = "", url = "" }: Pick<IncomingMessage, "method" | "url">) {
  const [path = ""] = url.split("?", 1);
  for (const [name, ofMethod, pattern] of OPERATIONS) {
    const found = pattern.exec(path);
    if (found && method === ofMethod) return { operation: name, named: decodeURIComponent(found[1] ?? "") };
  }
  return { operation: `${method} ${path}`, named: "" };
}

const update = z.strictObject({ Enabled: z.boolean() });

/** Lambda's calls about the functions that run here, in its REST protocol. */
export async function answerLambda(
  request: IncomingMessage,
  response: ServerResponse,
  options: LambdaServiceOptions,
): Promise<void> {
  try {
    send(response, 200, await perform(request, await text(request), options));
  } catch (error) {
    const failure =
      error instanceof ServiceFailure ? error : new ServiceFailure(500, "ServiceException", String(error));
    response.setHeader("x-amzn-errortype", failure.code);
    send(response, failure.status, { Type: "User", Message: failure.message });
  }
}

async function perform(request: IncomingMessage, body: string, options: LambdaServiceOptions): Promise<unknown> {
  const { operation, named } = lambdaOperation(request);
  switch (operation) {
    case "GetAccountSettings": {
      const { concurrentExecutions } = options.quotas;
      const AccountLimit = {
        ConcurrentExecutions: concurrentExecutions,
        UnreservedConcurrentExecutions: concurrentExecutions,
      };
      return { AccountLimit, AccountUsage: { FunctionCount: options.functions().length } };
    }
    case "GetFunctionConfiguration":
      return describeFunction(
        find(options.functions(), ({ configuration }) => configuration.name === nameOfArn(named), named),
      );
    case "ListEventSourceMappings": {
      const { searchParams } = new URL(request.url ?? "/", "http://lambda");
      const ofFunction = nameOfArn(searchParams.get("FunctionName") ?? "");
      const mappings = options.mappings().filter(({ functionName }) => functionName === ofFunction);
      return { EventSourceMappings: mappings.map(describeMapping) };
    }
    case "UpdateEventSourceMapping": {
      const mapping = find(options.mappings(), ({ id }) => id === named, named);
      await mapping.enable(update.parse(JSON.parse(body)).Enabled);
      return describeMapping(mapping);
    }
    default:
      throw ServiceFailure.unknownOperation("Lambda", operation);
  }
}

function find<T>(all: readonly T[], isIt: (one: T) => boolean, named: string): T {
  const found = all.find(isIt);
  if (found !== undefined) return found;
  throw new ServiceFailure(404, "ResourceNotFoundException", `The resource you requested does not exist: ${named}`);
}

// https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
function describeFunction({ configuration }: LambdaFunction) {
  const { name, handler, memoryMb, timeoutSeconds, environment } = configuration;
  return {
    FunctionName: name,
    FunctionArn: arn("lambda", `function:${name}`),
    Handler: handler,
    MemorySize: memoryMb,
    Timeout: timeoutSeconds,
    Environment: { Variables: environment },
    State: "Active",
    LastUpdateStatus: "Successful",
  };
}

function describeMapping({ id, queueArn, functionName, batchSize, maxConcurrency, isEnabled }: EventSourceMapping) {
  return {
    UUID: id,
    EventSourceArn: queueArn,
    FunctionArn: arn("lambda", `function:${functionName}`),
    BatchSize: batchSize,
    State: isEnabled() ? "Enabled" : "Disabled",
    ...(maxConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maxConcurrency } }),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
