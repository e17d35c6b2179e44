import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { describeError, NoticeNotSent } from "../drops/errors.ts";
import type { Report } from "../drops/report.ts";
import { type ReportPlaces, writeMessage, writeSubject } from "./message.ts";

/** The topic's subscribers: people by e-mail, machines by queue. */
export interface Notices {
  /** @param workspaceId where it is known, also of a drop without a dataset @throws {NoticeNotSent} */
  send(report: Report, places: ReportPlaces, workspaceId: string | undefined): Promise<void>;
}

export function connectNotices(topicArn: string, client: SNSClient): Notices {
  return {
    async send(report, places, workspaceId) {
      const notice = new PublishCommand({
        TopicArn: topicArn,
        Subject: writeSubject(report),
        Message: writeMessage(report, places),
        MessageAttributes: attributes({
          outcome: report.outcome,
          workspaceId,
          datasetId: report.dataset?.id,
        }),
      });
      try {
        await client.send(notice);
      } catch (error) {
        throw new NoticeNotSent(`The notice could not be published: ${describeError(error)}`, { cause: error });
      }
    },
  };
}

/** SNS takes no empty value: what isn't known is left out, and a filter on it doesn't match. */
function attributes(values: Readonly<Record<string, string | undefined>>) {
  const known = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(known.map(([name, value]) => [name, { DataType: "String", StringValue: value }]));
}
