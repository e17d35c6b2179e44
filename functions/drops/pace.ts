import { setTimeout as sleep } from "node:timers/promises";
import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

/** How fast datasets are created, over all of the ingest function's environments. */
export interface Pace {
  /**
   * Waits for this drop's turn; answers with how many seconds that took.
   *
   * @param waits called where there is something to wait for, with when the turn is, in milliseconds since the epoch
   */
  takeTurn(waits?: (until: number) => Promise<void>): Promise<number>;
}

export interface PaceOptions {
  /** How many turns there are in a minute, on average. */
  readonly perMinute: number;
  /** How many turns may be taken at once before that pace begins. */
  readonly atOnce: number;
  /** How many drops wait for their turns at the same time, at most. */
  readonly mostWaiting: number;
}

/** The item of the ledger that holds when the next turn is. It has no expiry. */
const ITEM = { id: { S: "pace" } };

/**
 * A pace that is kept in one item of the ledger: the generic cell rate algorithm, which needs no more than the time at
 * which all turns taken so far would be over. (ITU-T I.371, A.1: the virtual scheduling algorithm.)
 *
 * A turn that is taken and not used, since its drop then failed, is lost: the pace errs to the slow side.
 */
export function connectPace(tableName: string, client: DynamoDBClient, options: PaceOptions): Pace {
  const { perMinute, atOnce, mostWaiting } = options;
  const turnMs = 60_000 / perMinute;

  /** @returns when the turns up to and with this one are over, in milliseconds since the epoch */
  async function reserve(now: number): Promise<number> {
    // Only turns that were taken at a slower pace, before the setting was raised, are over later. Nobody may wait for them: a
    // function would run out of time.
    const most = now + turnMs * (atOnce + mostWaiting);
    return (
      (await update("SET overAt = overAt + :turn", "overAt > :now AND overAt < :most", { now, most, turn: turnMs })) ??
      // Nobody waits: turns are counted from now on.
      (await update("SET overAt = :next", "attribute_not_exists(overAt) OR overAt <= :now", {
        now,
        next: now + turnMs,
      })) ??
      (await update("SET overAt = :most", "overAt >= :most", { most })) ??
      // Somebody was first to that.
      reserve(now)
    );
  }

  async function update(change: string, condition: string, numbers: Readonly<Record<string, number>>) {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: ITEM,
          UpdateExpression: change,
          ConditionExpression: condition,
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(numbers).map(([name, value]) => [`:${name}`, { N: String(value) }]),
          ),
          ReturnValues: "UPDATED_NEW",
        }),
      );
      return Number(Attributes?.overAt?.N);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  return {
    async takeTurn(waits) {
      const now = Date.now();
      const waitMs = (await reserve(now)) - now - turnMs * atOnce;
      if (waitMs <= 0) return 0;
      await waits?.(now + waitMs);
      await sleep(Math.max(0, now + waitMs - Date.now()));
      return waitMs / 1000;
    },
  };
}
