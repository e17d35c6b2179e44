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

export function connectLedgerFacts(tableName: string, client: DynamoDBClient): LedgerFacts {
  const inTime = (): object => ({ expiration: { N: String(Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS) } });

  const put = (name: string, fact: unknown, expiration: object, condition?: string) =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { id: { S: name }, fact: { S: JSON.stringify(fact) }, ...expiration },
        ...(condition !== undefined && { ConditionExpression: condition }),
      }),
    );

  /** @returns whether there was none before */
  async function putFirst(name: string, fact: unknown, expiration = inTime()): Promise<boolean> {
    try {
      await put(name, fact, expiration, "attribute_not_exists(id)");
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return false;
    }
  }

  async function recall(name: string): Promise<unknown> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { id: { S: name } }, ConsistentRead: true }),
    );
    return Item?.fact?.S === undefined ? undefined : JSON.parse(Item.fact.S);
  }

  return {
    recall,
    async keep(name, fact) {
      await put(name, fact, inTime());
    },
    async keepFirst(name, fact) {
      return (await putFirst(name, fact)) ? fact : recall(name);
    },
    async keepForGood(name, fact) {
      await putFirst(name, fact, {});
    },
  };
}
