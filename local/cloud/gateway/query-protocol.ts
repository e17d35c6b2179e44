import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { ServiceFailure } from "./json-protocol.ts";
import { element, elements, type Xml } from "./xml.ts";

/** Answers one call of AWS's Query protocol: a form goes in, with the operation as its `Action`, and XML comes out. */
export async function answerQuery(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (operation: string, input: URLSearchParams) => Xml,
): Promise<void> {
  const input = new URLSearchParams(await text(request));
  const operation = input.get("Action") ?? "";
  const requestId = element("RequestId", randomUUID());
  try {
    const result = element(`${operation}Result`, handle(operation, input));
    send(response, 200, element(`${operation}Response`, elements([result, element("ResponseMetadata", requestId)])));
  } catch (error) {
    const failure = error instanceof ServiceFailure ? error : new ServiceFailure(500, "InternalFailure", String(error));
    const parts = [
      element("Type", failure.status < 500 ? "Sender" : "Receiver"),
      element("Code", failure.code),
      element("Message", failure.message),
    ];
    send(response, failure.status, element("ErrorResponse", elements([element("Error", elements(parts)), requestId])));
  }
}

function send(response: ServerResponse, status: number, body: Xml): void {
  response.writeHead(status, { "content-type": "text/xml" }).end(String(body));
}
