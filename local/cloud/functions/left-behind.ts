import { DeleteItemCommand, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { DeleteMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Queues } from "../queues/queues.ts";

// The leftovers of a killed run. At a start no function is running, so claims and received messages are void.

/** Deletes the claims of invocations that are gone, as Powertools keeps them: on AWS they end with the function's timeout. */
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
 * Returns received messages to their queues, since nobody processes them any more. Each becomes a new message, because a
 * restart must not use up receives. It is sent before the old one is deleted, so that a kill in between loses nothing.
 */
export async function putBackMessages({ inspectQueue, sqs }: Queues, queueName: string): Promise<void> {
  const queue = inspectQueue(queueName);
  for (const { message, receiptHandle } of queue?.messages.inflight ?? []) {
    const QueueUrl = queue?.url;
    // Our attributes are strings and numbers.
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
