import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** How many drops wait for their ingest, about: SQS counts that way. null if it does not say. */
export async function countWaiting(queueUrl: string, sqs: SQSClient): Promise<number | null> {
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? Number.NaN) || 0;
  } catch {
    // A page without it is better than none.
    return null;
  }
}
