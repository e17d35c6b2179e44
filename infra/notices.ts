import { Stack } from "aws-cdk-lib";
import { Alias, type IKey } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

export interface NoticesProps {
  readonly key: IKey | undefined;
  readonly emails: readonly string[];
}

/** Sends a notice of every report: people subscribe by e-mail, machines by queue, filtered by outcome, workspace or dataset. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { key, emails }: NoticesProps) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", {
      displayName: Stack.of(this).stackName,
      enforceSSL: true,
      // SNS's own key needs no further permission from those in the account who may publish.
      masterKey: key ?? Alias.fromAliasName(this, "SnsKey", "alias/aws/sns"),
    });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }
}
