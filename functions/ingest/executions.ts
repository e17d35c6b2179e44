import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import * as z from "zod/mini";
import { type Drop, executionArnOf, executionName } from "../drops/drop.ts";
import type { PublishInput } from "../drops/publish-input.ts";

/** The publish state machine, as far as ingest needs it. */
export interface Executions {
  /** Starts the attempt's execution; where it was started before, that one counts. */
  start(input: PublishInput): Promise<void>;
  /** How an attempt that was started stands: `ended` is any end but READY. */
  stateOf(drop: Drop, attempt: number): Promise<"running" | "ready" | "ended">;
}

const ready = z.object({ answer: z.object({ outcome: z.literal("ready") }) });

export function connectExecutions(stateMachineArn: string, client: SFNClient): Executions {
  return {
    async start(input) {
      const name = executionName(input.drop, input.attempt);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        // Running with the same input, the service answers as if it had started it; ended, it says this.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async stateOf(drop, attempt) {
      const executionArn = executionArnOf(stateMachineArn, drop, attempt);
      const { status, output = "null" } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === "RUNNING" || status === "PENDING_REDRIVE") return "running";
      return status === "SUCCEEDED" && ready.safeParse(JSON.parse(output)).success ? "ready" : "ended";
    },
  };
}
