import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether EventBridge passes an existing bucket's events on to the queue. Any other bucket needs no rule. */
export async function checkRule({ stack, queueArn }: Deployment): Promise<Finding[]> {
  const rule = stack.find("DropRuleName");
  if (rule === undefined) return [];
  const client = new EventBridgeClient(stack.clientSettings);
  try {
    const { State } = await ask("events:DescribeRule", () => client.send(new DescribeRuleCommand({ Name: rule })));
    if (State !== "ENABLED") return [wrong(`${rule} is disabled.`, `Run aws events enable-rule --name ${rule}`)];
    const { Targets = [] } = await ask("events:ListTargetsByRule", () =>
      client.send(new ListTargetsByRuleCommand({ Rule: rule })),
    );
    if (Targets.some(({ Arn }) => Arn === queueArn)) return [ok(`${rule} is enabled, and its target is the queue.`)];
    return [
      wrong(
        `${rule} does not have the queue as a target.`,
        `Run aws events put-targets --rule ${rule} --targets Id=Target0,Arn=${queueArn}`,
      ),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The rule ${rule}`)];
    throw error;
  } finally {
    client.destroy();
  }
}
