import { setTimeout as sleep } from "node:timers/promises";
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

/** What the ledger remembers of a drop: that it was ingested, and the dataset it became. */
export type LedgerEntry = "ingest" | "dataset";

/**
 * Remembers what was done, so that doing it again answers with the first time's result.
 *
 * The result is kept as JSON. Work that throws is forgotten. The claim of an invocation that died ends with its timeout.
 */
export interface Ledger {
  /** At most once per drop, attempt and entry. @throws {ClaimedElsewhere} the work is under way in another invocation */
  once<T>(entry: LedgerEntry, drop: Drop, attempt: number, work: () => Promise<T>): Promise<T>;
  /**
   * At most once for a folder, for good. Work that is under way in another invocation is waited for, as long as it takes to
   * create a dataset.
   *
   * @param folder its id
   * @throws {ClaimedElsewhere}
   */
  onceForFolder<T>(folder: string, work: () => Promise<T>): Promise<T>;
  /** What was done for a folder; undefined where nothing was. */
  doneForFolder(folder: string): Promise<unknown>;
}

// As long as Step Functions remembers an execution and its name.
export const REMEMBERED_SECONDS = 90 * 24 * 60 * 60;
const HASH = "sha256";
/** A folder's dataset grows for years. */
const FOR_GOOD_SECONDS = 100 * 365 * 24 * 60 * 60;

// A dataset is created within a second or two. What takes longer waits in the queue.
const FOLDER_PATIENCE_MS = 10_000;
const FOLDER_PAUSE_MS = 250;

/**
 * @param readContext the running invocation's context: its remaining time bounds how long a claim outlives its maker
 * @param folderPatienceMs how long another invocation's work for a folder is waited for, in milliseconds
 */
export function connectLedger(
  tableName: string,
  client: DynamoDBClient,
  readContext: () => Context,
  folderPatienceMs = FOLDER_PATIENCE_MS,
): Ledger {
  const layer = () => new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  // A layer keeps the prefix it was last used with, so nested entries must not share one.
  const layers = { ingest: layer(), dataset: layer(), folder: layer() };

  async function remember<T>(
    entry: keyof typeof layers,
    id: string,
    expiresAfterSeconds: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const config = new IdempotencyConfig({ expiresAfterSeconds, hashFunction: HASH });
    config.registerLambdaContext(readContext());
    const remembered = makeIdempotent((_id: string) => work(), {
      persistenceStore: layers[entry],
      config,
      keyPrefix: entry,
    });
    try {
      return await remembered(id);
    } catch (error) {
      if (!(error instanceof IdempotencyAlreadyInProgressError)) throw error;
      throw new ClaimedElsewhere(await endOfClaim(layers[entry], id), entry === "folder" ? "folder" : "drop");
    }
  }

  return {
    once: (entry, drop, attempt, work) => remember(entry, attemptId(drop, attempt), REMEMBERED_SECONDS, work),

    async onceForFolder(folder, work) {
      const deadline = Date.now() + folderPatienceMs;
      for (;;) {
        try {
          return await remember("folder", folder, FOR_GOOD_SECONDS, work);
        } catch (error) {
          if (!(error instanceof ClaimedElsewhere) || Date.now() > deadline) throw error;
          await sleep(FOLDER_PAUSE_MS);
        }
      }
    },

    async doneForFolder(folder) {
      // One of its own: a layer keeps the first configuration that it is given, and with it how long entries are kept.
      const reader = layer();
      reader.configure({ config: new IdempotencyConfig({ hashFunction: HASH }), keyPrefix: "folder" });
      return (await recordOf(reader, folder))?.responseData;
    },
  };
}

/** In milliseconds since the epoch: now, where the claim has ended meanwhile. */
async function endOfClaim(layer: DynamoDBPersistenceLayer, id: string): Promise<number> {
  return (await recordOf(layer, id))?.inProgressExpiryTimestamp ?? Date.now();
}

async function recordOf(layer: DynamoDBPersistenceLayer, id: string) {
  try {
    return await layer.getRecord(id);
  } catch (error) {
    if (error instanceof IdempotencyItemNotFoundError) return undefined;
    throw error;
  }
}
