import type { IncomingMessage } from "node:http";
import type { Fault } from "./faults.ts";

/** A complete response, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A status that is neither one of the guide's four nor, in lower case, one of an import's seven. */
const UNKNOWN_STATUS = "HIBERNATING";

/** The page that a proxy in front of the service shows when it cannot reach it. */
function htmlPage(status = 502): Answer {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<html>\n<head><title>${status}</title></head>\n<body><center><h1>${status}</h1></center></body>\n</html>\n`,
  };
}

/** The response as the fault changes it; undefined if it is unchanged, but interrupted. */
export function distort(answer: Answer, fault: Extract<Fault, { kind: "answer" }>): Answer | undefined {
  switch (fault.body) {
    case "html":
      return htmlPage(fault.status);
    case "cut-short":
      return withBody(answer, '{"id": "0192a3b5-e8f9-7a0b');
    case "invalid-json":
      return withBody(answer, "{oops}");
    case "unknown-status":
      return withBody(answer, answer.body.replace(/"status":"[A-Z]+"/, `"status":"${UNKNOWN_STATUS}"`));
    case "no-status":
      return withBody(answer, JSON.stringify(withoutStatus(answer)));
    case "version-4":
      return withBody(answer, JSON.stringify({ ...withoutStatus(answer), schema_version: 4, imports: [] }));
    case "fewer-datapoints":
      return withBody(
        answer,
        answer.body.replace(
          /"total_datapoint_count":(\d+)/,
          (_, count) => `"total_datapoint_count":${Number(count) - 1}`,
        ),
      );
    case "counts-from-1":
      return withBody(answer, JSON.stringify(countedFromOne(JSON.parse(answer.body))));
    case "unknown-import-status":
      return withBody(answer, JSON.stringify({ ...JSON.parse(answer.body), status: UNKNOWN_STATUS.toLowerCase() }));
    case "no-errors": {
      const { errors: _, ...rest } = JSON.parse(answer.body);
      return withBody(answer, JSON.stringify(rest));
    }
    case "broken-off":
      return undefined;
  }
}

function countedFromOne({ errors = [], ...rest }: { errors?: { record_index: number }[] }) {
  return { ...rest, errors: errors.map((error) => ({ ...error, record_index: error.record_index + 1 })) };
}

function withoutStatus({ body }: Answer): Record<string, unknown> {
  const { status: _, ...rest } = JSON.parse(body);
  return rest;
}

/** Keeps the status, like a proxy that forwards the head of a good response and loses its body. */
function withBody({ status, headers: { "content-length": _, ...headers } }: Answer, body: string): Answer {
  return { status, headers, body };
}

/** Sends half of the body and closes the connection; without a body, it closes it within the headers. */
export function sendBrokenOff(request: IncomingMessage, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  const head = Object.entries({ ...headers, "content-length": String(bytes.length) }).map((pair) => pair.join(": "));
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const start = Buffer.from(`HTTP/1.1 ${status} OK\r\n${head.join("\r\n")}`);
  const sent = bytes.length > 0 ? Buffer.concat([start, Buffer.from("\r\n\r\n"), half]) : start;
  request.socket.write(sent, () => request.socket.destroy());
}
