import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/**
 * How many drops wait for their ingest, about: SQS counts that way.
 *
 * @param failed gets the error if SQS refuses
 * @returns null if SQS refuses
 */
export async function countWaiting(
  queueUrl: string,
  sqs: SQSClient,
  failed: (error: unknown) => void,
): Promise<number | null> {
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  } catch (error) {
    // A page without it is better than none.
    failed(error);
    return null;
  }
}
