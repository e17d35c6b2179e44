import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { CorsRule } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { VERSION } from "../functions/datasets/version.ts";
import { Dropset, type DropsetProps } from "./dropset.ts";
import { readSettings } from "./settings/settings.ts";

export interface DropsetStackProps extends StackProps {
  readonly settings: DropsetProps;
}

/** As S3's console and its command line have it. */
function corsText({ allowedOrigins, allowedMethods, allowedHeaders, exposedHeaders, maxAge }: CorsRule): string {
  return JSON.stringify([
    {
      AllowedOrigins: allowedOrigins,
      AllowedMethods: allowedMethods,
      AllowedHeaders: allowedHeaders,
      ExposeHeaders: exposedHeaders,
      MaxAgeSeconds: maxAge,
    },
  ]);
}

/** The pipeline as a stack of its own, with the names that people and the command line go by as its outputs. */
export class DropsetStack extends Stack {
  readonly dropset: Dropset;

  constructor(scope: Construct, id: string, { settings, ...props }: DropsetStackProps) {
    super(scope, id, props);
    // CDK leaves this id out of the names below it.
    this.dropset = new Dropset(this, "Default", settings);
    const { bucket, notices, alarms, token, stateMachine, queue, deadLetters, ledger, records, ingest, bridge, page } =
      this.dropset;

    new CfnOutput(this, "DropBucketName", { value: bucket.bucketName, description: "Upload files below incoming/" });
    new CfnOutput(this, "NoticesTopicArn", {
      value: notices.topicArn,
      description: "Subscribe to be notified of reports",
    });
    new CfnOutput(this, "AlarmTopicArn", { value: alarms.topicArn, description: "Subscribe to be notified of alarms" });
    new CfnOutput(this, "TokenSecretArn", { value: token.secretArn, description: "Put the service's token here" });
    const read = readSettings(settings);
    const { limits, folders, existingBucket, eventBusName, noticeEmails, alarmEmails } = read;
    for (const [name, emails] of Object.entries({ NoticeEmails: noticeEmails, AlarmEmails: alarmEmails })) {
      if (emails.length === 0) continue;
      new CfnOutput(this, name, { value: JSON.stringify(emails), description: "Subscribed once they have confirmed" });
    }
    const typedFolders = Object.keys(folders);
    if (typedFolders.length > 0) {
      new CfnOutput(this, "TypedFolders", {
        value: JSON.stringify(typedFolders),
        description: "Folders below incoming/ whose files become typed datasets, by the settings",
      });
    }
    new CfnOutput(this, "DropsPerMinute", {
      value: String(limits.dropsPerMinute),
      description: "How many datasets are created per minute at most, on average",
    });
    new CfnOutput(this, "StateMachineArn", { value: stateMachine.stateMachineArn });
    new CfnOutput(this, "DropQueueUrl", { value: queue.queueUrl });
    new CfnOutput(this, "DeadLetterQueueUrl", { value: deadLetters.queueUrl });
    new CfnOutput(this, "DeadLetterQueueArn", { value: deadLetters.queueArn });
    new CfnOutput(this, "LedgerTableName", { value: ledger.tableName });
    new CfnOutput(this, "RecordsTableName", { value: records.tableName });
    new CfnOutput(this, "IngestFunctionName", { value: ingest.functionName });
    if (eventBusName !== "default") new CfnOutput(this, "EventBusName", { value: eventBusName });
    if (bridge) new CfnOutput(this, "DropRuleName", { value: bridge.ruleName });
    if (page && read.page) {
      new CfnOutput(this, "PageOpenPages", {
        value: String(read.page.throttle.openPages),
        description: "How many open pages may wait for changes at once",
      });
      new CfnOutput(this, "PageUrl", { value: `${page.api.apiEndpoint}/`, description: "The page" });
      if (existingBucket) {
        new CfnOutput(this, "PageBucketCors", {
          value: corsText(page.bucketCors),
          description: "The CORS rule that the bucket needs for uploads from the page",
        });
      }
    }
    new CfnOutput(this, "Version", { value: VERSION, description: "The version of dropset that deployed this" });
  }
}
