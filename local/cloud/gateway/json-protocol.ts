import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";

/** A refusal in the words of AWS's JSON protocol. */
export class ServiceFailure extends Error {
  override readonly name = "ServiceFailure";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static unknownOperation(service: string, operation: string): ServiceFailure {
    return new ServiceFailure(
      400,
      "UnknownOperationException",
      `The embedded ${service} does not support ${operation}.`,
    );
  }
}

/** Reads a call's input. @throws {ServiceFailure} names what is wrong */
export function readInput<T>(shape: z.ZodType<T>, input: Record<string, unknown>): T {
  const found = shape.safeParse(input);
  if (found.success) return found.data;
  throw new ServiceFailure(400, "ValidationException", z.prettifyError(found.error));
}

/** Handles one call of AWS's JSON protocol, which has the operation in `X-Amz-Target`. */
export async function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (operation: string, input: Record<string, unknown>) => unknown,
): Promise<void> {
  const operation = String(request.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
  try {
    const answer = await handle(operation, JSON.parse((await text(request)) || "{}"));
    send(response, 200, answer);
  } catch (error) {
    const failure = error instanceof ServiceFailure ? error : new ServiceFailure(500, "InternalFailure", String(error));
    send(response, failure.status, { __type: failure.code, message: failure.message });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
}
