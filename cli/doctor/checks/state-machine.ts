import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";

/** Whether executions can be started. */
export async function checkStateMachine(deployment: Deployment): Promise<Finding[]> {
  const { stateMachineArn } = deployment.stack;
  try {
    const { name, status } = await deployment.stateMachine();
    if (status === "ACTIVE") return [ok(`${name} is active.`)];
    return [wrong(`${name} is ${status}.`, "Wait until it is deleted, and see docs/runbook.md on missing parts.")];
  } catch (error) {
    if (isMissing(error)) return [missing(`The state machine ${stateMachineArn}`)];
    throw error;
  }
}
