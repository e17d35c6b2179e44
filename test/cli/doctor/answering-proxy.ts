import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { describeCall } from "../../../local/cloud/gateway/aws-call.ts";
import { signatureOf } from "../../../local/cloud/gateway/caller.ts";

/** An answer in place of the embedded cloud's. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A proxy before the embedded cloud that answers some calls itself: for answers that only AWS gives. */
export interface AnsweringProxy {
  readonly url: string;
  /** By action, such as `sqs:GetQueueAttributes`. */
  readonly answers: Map<string, Answer>;
  /** The actions of all calls so far. */
  readonly actions: Set<string>;
  close(): Promise<void>;
}

export async function startProxy(endpoint: string): Promise<AnsweringProxy> {
  const answers = new Map<string, Answer>();
  const actions = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const [{ action } = { action: "" }] = describeCall(signatureOf(request)?.service ?? "", request, [body], 200);
    actions.add(action);
    const answer = answers.get(action);
    if (answer) {
      response.writeHead(answer.status, answer.headers).end(request.method === "HEAD" ? undefined : answer.body);
      return;
    }
    const onward = httpRequest(
      new URL(request.url ?? "/", endpoint),
      { method: request.method, headers: request.headers },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
      },
    );
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    actions,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** How AWS refuses a call without its permission, in the protocol of the service. */
export function accessDenied(action: string): Answer {
  const message = `User: arn:aws:iam::123456789012:user/x is not authorized to perform: ${action} on resource: *`;
  switch (action.split(":", 1)[0]) {
    case "s3":
      return xml("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
    case "sns":
      return xml(
        `<ErrorResponse><Error><Code>AuthorizationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    case "cloudformation":
      return xml(
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    case "lambda":
      return {
        status: 403,
        headers: { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" },
        body: JSON.stringify({ Message: message }),
      };
    default:
      return json({ __type: "AccessDeniedException", message }, 400);
  }
}

/** An answer in AWS's JSON protocol. */
export function json(body: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: JSON.stringify(body) };
}

function xml(body: string): Answer {
  return { status: 403, headers: { "content-type": "text/xml" }, body };
}
