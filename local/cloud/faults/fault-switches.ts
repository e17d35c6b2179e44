import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { type CloudFaults, cloudFaultRules } from "./faults.ts";

/** Where the faults are switched over HTTP. No bucket can have this name. */
export const FAULTS_PATH = "/_cloud/faults";

/** GET lists the rules, PUT replaces them, POST adds others after them, DELETE takes all of them back. */
export async function answerFaultSwitches(
  request: IncomingMessage,
  response: ServerResponse,
  faults: CloudFaults,
): Promise<void> {
  switch (request.method) {
    case "GET":
      break;
    case "PUT":
    case "POST": {
      const rules = cloudFaultRules.safeParse(parse(await text(request)));
      if (!rules.success) return send(response, 400, { message: z.prettifyError(rules.error) });
      if (request.method === "PUT") faults.set(rules.data);
      else faults.add(rules.data);
      break;
    }
    case "DELETE":
      faults.clear();
      break;
    default:
      response.setHeader("allow", "GET, PUT, POST, DELETE");
      return send(response, 405, { message: `${request.method} is not allowed here.` });
  }
  send(response, 200, faults.list());
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
