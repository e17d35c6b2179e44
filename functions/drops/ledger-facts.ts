import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { REMEMBERED_SECONDS } from "./ledger.ts";

/** Facts about a drop that later tries need, kept in the ledger's table, most of them for as long as it remembers the drop. */
export interface LedgerFacts {
  /** undefined where nothing was kept. */
  recall(name: string): Promise<unknown>;
  /** Keeps a fact unless there is one. @returns the one that is kept */
  keepFirst(name: string, fact: unknown): Promise<unknown>;
  /** Keeps a fact in place of the one before. */
  keep(name: string, fact: unknown): Promise<void>;
  /** Keeps a fact for ever, unless there is one. */
  keepForGood(name: string, fact: unknown): Promise<void>;
}

const IS_FIRST = "attribute_not_exists(id)";

export function connectLedgerFacts(tableName: string, client: DynamoDBClient): LedgerFacts {
  const inTime = () => ({ expiration: { N: String(Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS) } });

  const put = (name: string, fact: unknown, condition?: string, expiration: object = inTime()) =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { id: { S: name }, fact: { S: JSON.stringify(fact) }, ...expiration },
        ...(condition !== undefined && { ConditionExpression: condition }),
      }),
    );

  async function recall(name: string): Promise<unknown> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { id: { S: name } }, ConsistentRead: true }),
    );
    return Item?.fact?.S === undefined ? undefined : JSON.parse(Item.fact.S);
  }

  return {
    recall,
    async keep(name, fact) {
      await put(name, fact);
    },
    async keepFirst(name, fact) {
      try {
        await put(name, fact, IS_FIRST);
        return fact;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return recall(name);
      }
    },
    async keepForGood(name, fact) {
      try {
        await put(name, fact, IS_FIRST, {});
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
