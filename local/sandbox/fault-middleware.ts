import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { resetConnection } from "../reset-connection.ts";
import { type Answer, distort, sendBrokenOff } from "./answer.ts";
import type { FaultyCall, Play, Subject } from "./faults.ts";
import type { Switches } from "./switches.ts";

export interface FaultyEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The fault that the call's own handler has to show, where it is one of those. */
    fault: Play["fault"];
    /** The body, where the call has one. */
    bytes: Buffer;
  };
}

/**
 * Applies the active faults to a call: before its handler, after it, or to its response.
 *
 * @param datasetOf the dataset that a call is about
 */
export function withFaults(
  call: FaultyCall,
  { faults, played, watched, stopping }: Switches,
  datasetOf: (c: Context<FaultyEnv>) => Subject | undefined,
): MiddlewareHandler<FaultyEnv> {
  return async (c, next) => {
    const play = faults.play(call, datasetOf(c));
    played(c.env.incoming, play);
    if (play.latencyMs > 0) await sleep(play.latencyMs, undefined, { signal: stopping });
    const { fault } = play;
    c.set("fault", fault);
    const beforeEffect =
      fault?.kind === "status" ? fault.effect !== "after" : fault?.kind === "reset" && fault.effect === "before";
    if (!beforeEffect) {
      if ((await watched(c.env.incoming, call, "before")) === "gone") return breakOff(c);
      await next();
      if ((await watched(c.env.incoming, call, "after")) === "gone") return breakOff(c);
    }
    if (fault === undefined) return;

    switch (fault.kind) {
      case "status":
        c.res = toResponse(statusAnswer(fault));
        return;
      case "reset":
        return breakOff(c);
      case "answer": {
        const answer = await readAnswer(c);
        const distorted = distort(answer, fault);
        if (!distorted) sendBrokenOff(c.env.incoming, answer);
        c.res = distorted ? toResponse(distorted) : RESPONSE_ALREADY_SENT;
        return;
      }
      case "vanish":
      case "bad-url":
      case "stall":
      case "processing":
      case "import":
        return;
    }
  };
}

function breakOff(c: Context<FaultyEnv>): void {
  resetConnection(c.env.incoming.socket);
  c.res = RESPONSE_ALREADY_SENT;
}

function statusAnswer({ status, retryAfter }: Extract<Play["fault"], { kind: "status" }>): Answer {
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    },
    body: JSON.stringify({ message: "A fault that was asked for", detail: `HTTP ${status}` }),
  };
}

async function readAnswer(c: Context<FaultyEnv>): Promise<Answer> {
  return { status: c.res.status, headers: Object.fromEntries(c.res.headers), body: await c.res.text() };
}

function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}
