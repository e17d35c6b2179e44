import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from "@aws-sdk/client-sns";
import * as z from "zod/mini";
import { oneLine } from "../../terminal/one-line.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether subscribers are notified of reports. */
export function checkNotices(deployment: Deployment): Promise<Finding[]> {
  const emails = readEmails(deployment, "NoticeEmails");
  return checkTopic(deployment, { topic: deployment.stack.output("NoticesTopicArn"), setting: "noticeEmails", emails });
}

/** Whether somebody hears of alarms. An app of one's own may have removed the topic in favor of another. */
export async function checkAlarms(deployment: Deployment): Promise<Finding[]> {
  const topic = deployment.stack.find("AlarmTopicArn");
  if (topic === undefined) return [ok("The stack has no topic of its own for alarms.")];
  return checkTopic(deployment, { topic, setting: "alarmEmails", emails: readEmails(deployment, "AlarmEmails") });
}

/** The addresses in the settings of the deployed stack. */
function readEmails({ stack }: Deployment, output: string): string[] {
  return z.array(z.string()).parse(JSON.parse(stack.find(output) ?? "[]"));
}

interface CheckedTopic {
  readonly topic: string;
  readonly setting: string;
  readonly emails: readonly string[];
}

async function checkTopic({ stack }: Deployment, { topic, setting, emails }: CheckedTopic): Promise<Finding[]> {
  const client = new SNSClient(stack.clientSettings);
  try {
    const subscriptions = await ask("sns:ListSubscriptionsByTopic", () => listSubscriptions(client, topic));
    const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation");
    const confirmed = subscriptions.length - pending.length;
    const known = new Set(subscriptions.map(({ Endpoint = "" }) => Endpoint.toLowerCase()));
    // https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
    const [gone] = emails.filter((email) => !known.has(email.toLowerCase()));
    if (gone !== undefined) {
      return [
        wrong(
          `${gone} is not subscribed: nobody confirmed it within two days, or somebody unsubscribed it. A deployment does not notice.`,
          `Run aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ${gone}, and confirm it.`,
        ),
      ];
    }
    if (pending.length === 0) {
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
