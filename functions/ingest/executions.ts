import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { executionName } from "../drops/drop.ts";
import type { PublishInput } from "../drops/publish-input.ts";

/** The publish state machine, as far as ingest needs it. */
export interface Executions {
  /** Starts the attempt's execution; where it was started before, that one counts. */
  start(input: PublishInput): Promise<void>;
}

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
  };
}
