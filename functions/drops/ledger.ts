import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyItemNotFoundError,
  makeIdempotent,
} from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { attemptId, type Drop } from "./drop.ts";
import { ClaimedElsewhere } from "./errors.ts";

/** What the ledger remembers of a drop: that it was taken in, and the dataset it became. */
export type LedgerEntry = "ingest" | "dataset";

/**
 * Remembers what was done for a drop, so that doing it again answers with the first time's result.
 *
 * The result is kept as JSON. Work that throws is forgotten. The claim of an invocation that died ends with its time-out.
 */
export interface Ledger {
  /** At most once per drop, attempt and entry. @throws {ClaimedElsewhere} the work is under way in another invocation */
  once<T>(entry: LedgerEntry, drop: Drop, attempt: number, work: () => Promise<T>): Promise<T>;
}

// As long as Step Functions remembers an execution and its name.
const REMEMBERED_SECONDS = 90 * 24 * 60 * 60;

/**
 * @param readContext the running invocation's context: its remaining time bounds how long a claim outlives its maker
 */
export function connectLedger(tableName: string, client: DynamoDBClient, readContext: () => Context): Ledger {
  const layer = () => new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  // A layer keeps the prefix it was last used with, so nested entries must not share one.
  const layers = { ingest: layer(), dataset: layer() } satisfies Record<LedgerEntry, DynamoDBPersistenceLayer>;

  return {
    async once(entry, drop, attempt, work) {
      const config = new IdempotencyConfig({ expiresAfterSeconds: REMEMBERED_SECONDS, hashFunction: "sha256" });
      config.registerLambdaContext(readContext());
      const remembered = makeIdempotent((_attemptId: string) => work(), {
        persistenceStore: layers[entry],
        config,
        keyPrefix: entry,
      });
      const id = attemptId(drop, attempt);
      try {
        return await remembered(id);
      } catch (error) {
        if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
        throw new ClaimedElsewhere(await endOfClaim(layers[entry], id));
      }
    },
  };
}

/** In milliseconds since the epoch: now, where the claim has ended meanwhile. */
async function endOfClaim(layer: DynamoDBPersistenceLayer, id: string): Promise<number> {
  try {
    return (await layer.getRecord(id)).inProgressExpiryTimestamp ?? Date.now();
  } catch (error) {
    if (error instanceof IdempotencyItemNotFoundError) return Date.now();
    throw error;
  }
}
