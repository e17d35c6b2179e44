import { ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** What Lambda does between the queue and the ingest function. */
export interface Trigger {
  readonly id: string;
  readonly isOn: boolean;
  /** How many drops are ingested at once; undefined for any number. */
  readonly maxConcurrency: number | undefined;
}

/** Whether the ingest function is ready, and receives the queue's messages. */
export async function checkIngest(deployment: Deployment): Promise<Finding[]> {
  const name = deployment.stack.output("IngestFunctionName");
  try {
    const { State, StateReason = "", LastUpdateStatus, LastUpdateStatusReason = "" } = await deployment.ingest();
    if (State === "Failed") return [wrong(`${name} cannot run: ${StateReason}`, "Fix the cause, and deploy again.")];
    if (LastUpdateStatus === "Failed") {
      return [
        wrong(`The last update of ${name} failed: ${LastUpdateStatusReason}`, "Fix the cause, and deploy again."),
      ];
    }
    const trigger = await readTrigger(deployment);
    if (!trigger) return [missing(`The event source mapping from the queue to ${name}`)];
    if (trigger.isOn) return [ok(`${name} receives the queue's messages.`)];
    return [
      wrong(
        `${name} does not receive the queue's messages: its event source mapping is disabled.`,
        `Run aws lambda update-event-source-mapping --uuid ${trigger.id} --enabled`,
      ),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The function ${name}`)];
    throw error;
  }
}

export async function readTrigger({ stack, lambda, queueArn }: Deployment): Promise<Trigger | undefined> {
  const { EventSourceMappings = [] } = await ask("lambda:ListEventSourceMappings", () =>
    lambda.send(
      new ListEventSourceMappingsCommand({
        FunctionName: stack.output("IngestFunctionName"),
        EventSourceArn: queueArn,
      }),
    ),
  );
  const [found] = EventSourceMappings;
  if (!found) return undefined;
  return {
    id: found.UUID ?? "",
    isOn: !/^(Disabl|Delet)/.test(found.State ?? ""),
    maxConcurrency: found.ScalingConfig?.MaximumConcurrency,
  };
}
