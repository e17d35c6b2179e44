import { DeleteItemCommand, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { DeleteMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Queues } from "./queues.ts";

// What a run that was killed leaves behind. At a start no function is running, so whatever says that one is, is void.

/** Deletes the claims of invocations that are gone, as Powertools keeps them: on AWS they end with the function's time-out. */
export async function dropClaims(TableName: string, client: DynamoDBClient): Promise<void> {
  const claims = paginateScan(
    { client },
    {
      TableName,
      FilterExpression: "#status = :inProgress",
      ProjectionExpression: "id",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":inProgress": { S: "INPROGRESS" } },
    },
  );
  for await (const { Items = [] } of claims) {
    for (const { id } of Items) if (id) await client.send(new DeleteItemCommand({ TableName, Key: { id } }));
  }
}

/**
 * Puts back what had been received: nobody works on it any longer. Each becomes a new message, since a restart is no failed
 * try and must use up no receives. Sent before it is deleted, so that an end in between loses nothing.
 */
export async function putBackMessages({ inspectQueue, sqs }: Queues, queueName: string): Promise<void> {
  const queue = inspectQueue(queueName);
  for (const { message, receiptHandle } of queue?.messages.inflight ?? []) {
    const QueueUrl = queue?.url;
    // Ours are texts and numbers.
    const MessageAttributes = Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, { DataType, StringValue }]) => [
        name,
        { DataType, StringValue },
      ]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message.body, MessageAttributes }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
  }
}
