import { DescribeEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether the bus exists that outcomes are sent to: EventBridge accepts events for a missing bus, and drops them. */
export async function checkEventBus({ stack }: Deployment): Promise<Finding[]> {
  const name = stack.find("EventBusName");
  if (name === undefined) return [];
  const client = new EventBridgeClient(stack.clientSettings);
  try {
    await ask("events:DescribeEventBus", () => client.send(new DescribeEventBusCommand({ Name: name })));
    return [ok(`Events are sent to ${name}.`)];
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [
      wrong(
        `The bus ${name} does not exist, so the events of outcomes are lost.`,
        `Create it (aws events create-event-bus --name ${name}), or correct the setting eventBusName.`,
      ),
    ];
  } finally {
    client.destroy();
  }
}
