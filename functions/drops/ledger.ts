import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { attemptId, type Drop } from "./drop.ts";

/** What the ledger remembers of a drop: that it was taken in, and the dataset it became. */
export type LedgerEntry = "ingest" | "dataset";

/**
 * Remembers what was done for a drop, so that doing it again answers with the first time's result.
 *
 * The result is kept as JSON. While the work is under way elsewhere, `IdempotencyAlreadyInProgressError` is thrown;
 * when whoever did it died, its claim ends with that function's time-out. Work that throws is forgotten.
 */
export interface Ledger {
  /** At most once per drop, attempt and entry. */
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
      return await remembered(attemptId(drop, attempt));
    },
  };
}
