import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { DropBucket } from "./drop-bucket.ts";
import { Ingest } from "./ingest.ts";
import { Ledger } from "./ledger.ts";
import { Notices } from "./notices.ts";
import { Publish } from "./publish.ts";
import type { Settings } from "./settings.ts";
import { Token } from "./token.ts";

export interface DropsetStackProps extends StackProps {
  readonly settings: Settings;
}

/** The whole pipeline, wired in the order in which data flows. */
export class DropsetStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: DropsetStackProps) {
    super(scope, id, props);
    const { secret: token } = new Token(this, "Token");
    const { table: ledger } = new Ledger(this, "Ledger");
    const { topic: notices } = new Notices(this, "Notices");

    const drops = new DropBucket(this, "Drops");
    const { bucket } = drops;
    const { stateMachine } = new Publish(this, "Publish", { bucket, token, notices, settings });
    const { queue, deadLetters } = new Ingest(this, "Ingest", { bucket, ledger, token, stateMachine, settings });
    drops.notify(queue);

    new CfnOutput(this, "DropBucketName", { value: bucket.bucketName, description: "Drop files below incoming/" });
    new CfnOutput(this, "NoticesTopicArn", { value: notices.topicArn, description: "Subscribe to hear of reports" });
    new CfnOutput(this, "TokenSecretArn", { value: token.secretArn, description: "Put the service's token here" });
    new CfnOutput(this, "StateMachineArn", { value: stateMachine.stateMachineArn });
    new CfnOutput(this, "DropQueueUrl", { value: queue.queueUrl });
    new CfnOutput(this, "DeadLetterQueueUrl", { value: deadLetters.queueUrl });
    new CfnOutput(this, "DeadLetterQueueArn", { value: deadLetters.queueArn });
  }
}
