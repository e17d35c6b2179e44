import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

/** Tells of every report: people subscribe by e-mail, machines by queue, filtered by outcome, workspace or dataset. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", { displayName: "dropset", enforceSSL: true });
  }
}
