import type { IncomingMessage, ServerResponse } from "node:http";
import { resetConnection } from "../../reset-connection.ts";
import type { Invocation } from "../functions/lambda-function.ts";
import { callOf } from "../gateway/aws-call.ts";
import { throttlingAnswer } from "../gateway/throttling.ts";
import type { CloudFault, CloudFaults } from "./faults.ts";

export interface CallFaultOptions {
  readonly faults: CloudFaults;
  /** The invocation in which a call was made, by its trace. */
  readonly invocation: (traceId: string | undefined) => Invocation | undefined;
  /** Applies the fault to the object under this path and query. */
  readonly changeObject: (url: string, change: Extract<CloudFault, { kind: "object" }>["change"]) => Promise<void>;
}

/**
 * Applies the active faults to a function's call.
 *
 * @returns whether the call continues, or a promise of it
 */
export function sufferCall(
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
  { faults, invocation, changeObject }: CallFaultOptions,
): boolean | Promise<void> {
  const running = invocation(request.headers["x-amzn-trace-id"]?.toString());
  if (!running) return true;
  const { functionName, about } = running;
  const fault = faults.play({ at: callOf(service, request), function: functionName, about });
  switch (fault?.kind) {
    case "kill":
    case "time-out":
      return around(fault.effect, request, response, () => {
        void running.end(fault.kind);
        request.socket.destroy();
      });
    case "crash":
      return around(fault.effect, request, response, crash);
    case "reset":
      return around(fault.effect, request, response, () => resetConnection(request.socket));
    case "throttle": {
      const { status, headers, body } = throttlingAnswer(service);
      request.resume();
      response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
      return false;
    }
    case "object":
      return changeObject(request.url ?? "/", fault.change);
    default:
      return true;
  }
}

export function crash(): void {
  process.kill(process.pid, "SIGKILL");
}

/** Every service answers by `writeHead`: what happens there happens after the call took effect, and before the caller knows. */
function around(
  effect: "before" | "after",
  request: IncomingMessage,
  response: ServerResponse,
  happen: () => void,
): boolean {
  if (effect === "before") {
    request.resume();
    happen();
    return false;
  }
  response.writeHead = () => {
    happen();
    return response;
  };
  return true;
}
