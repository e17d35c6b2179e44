import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from "@aws-sdk/client-sns";
import { oneLine } from "../../terminal/one-line.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether subscribers are notified of reports. */
export function checkNotices(deployment: Deployment): Promise<Finding[]> {
  return checkTopic(deployment, deployment.stack.output("NoticesTopicArn"), "noticeEmails");
}

/** Whether somebody hears of alarms. An app of one's own may have removed the topic in favor of another. */
export async function checkAlarms(deployment: Deployment): Promise<Finding[]> {
  const topic = deployment.stack.find("AlarmTopicArn");
  if (topic === undefined) return [ok("The stack has no topic of its own for alarms.")];
  return checkTopic(deployment, topic, "alarmEmails");
}

async function checkTopic({ stack }: Deployment, topic: string, setting: string): Promise<Finding[]> {
  const client = new SNSClient(stack.clientSettings);
  try {
    const subscriptions = await ask("sns:ListSubscriptionsByTopic", () => listSubscriptions(client, topic));
    const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation");
    const confirmed = subscriptions.length - pending.length;
    if (pending.length === 0) {
      // AWS also deletes a subscription that is not confirmed in time, and CloudFormation does not notice.
      if (confirmed === 0) return [ok(`Nobody is subscribed. Set ${setting}, or subscribe by hand to ${topic}.`)];
      return [ok(`${confirmed} confirmed ${confirmed === 1 ? "subscription" : "subscriptions"}.`)];
    }
    const names = pending.map(({ Endpoint = "" }) => oneLine(Endpoint)).join(", ");
    return [
      wrong(
        `Not confirmed yet: ${names}.`,
        "Follow the link in AWS's confirmation e-mail. For another one, subscribe the address again in the SNS console.",
      ),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The topic ${topic}`)];
    throw error;
  } finally {
    client.destroy();
  }
}

async function listSubscriptions(client: SNSClient, TopicArn: string): Promise<Subscription[]> {
  const all: Subscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    all.push(...Subscriptions);
  }
  return all;
}
