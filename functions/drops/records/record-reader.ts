import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { OUTCOMES } from "../report.ts";
import type { DropRecord, ListedState } from "./drop-record.ts";
import { readRecordItem } from "./record-item.ts";
import { FOLDER_STATE, hourOf, listedAt, pathOfFolderItem, RECORD_INDEXES, type RecordIndex } from "./record-table.ts";

/** Which drops are asked for: all, or those of some workspaces. */
export type RecordScope = "all" | readonly string[];

export interface ListRequest {
  readonly scope: RecordScope;
  /** How many records at most. */
  readonly limit: number;
  /** A page's `next`: only what was uploaded before. */
  readonly before?: string | undefined;
  /** Only with the scope `all`: the drops in these states. */
  readonly states?: readonly ListedState[] | undefined;
}

export interface RecordPage {
  /** The newest first, by the time of the upload. */
  readonly records: readonly DropRecord[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

export interface RecordChanges {
  /** What changed, each drop once; some may have been in the answer before. */
  readonly records: readonly DropRecord[];
  /** What to ask with next, in ISO 8601. */
  readonly until: string;
}

/** The records of drops, read without a scan. */
export interface RecordReader {
  find(id: string): Promise<DropRecord | undefined>;
  list(request: ListRequest): Promise<RecordPage>;
  /** The paths of the folders into which a definition was dropped, in their order. Some may have none any more. */
  folders(): Promise<readonly string[]>;
  /**
   * What changed since a time.
   *
   * @param since in ISO 8601, an earlier answer's `until`
   * @returns undefined if that is too long ago, or more changed than is worth reading: then the list is read again
   */
  changes(scope: RecordScope, since: string): Promise<RecordChanges | undefined>;
}

const ALL_STATES: readonly ListedState[] = ["in-progress", "given-up", ...OUTCOMES];

/** Clocks differ, and an index follows its table a moment later: what changed just before is read again. */
const OVERLAP_MS = 5000;

export interface ReaderOptions {
  /** How much is read again, in milliseconds. Default: 5 seconds. */
  readonly overlapMs?: number;
}

const LONGEST_ABSENCE_MS = 10 * 60 * 1000;
const MOST_CHANGES = 2000;
const MOST_FOLDERS = 5000;

export function connectRecordReader(
  tableName: string,
  client: DynamoDBClient,
  { overlapMs = OVERLAP_MS }: ReaderOptions = {},
): RecordReader {
  async function query(index: RecordIndex, partition: string, range: Range): Promise<DropRecord[]> {
    const items = await queryItems(index, partition, range);
    const now = Date.now();
    return items.flatMap((attributes) => readRecordItem(attributes, now) ?? []);
  }

  async function queryItems(index: RecordIndex, partition: string, range: Range) {
    const names = RECORD_INDEXES[index];
    const items: Record<string, AttributeValue>[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          KeyConditionExpression: `#p = :p${range.value === undefined ? "" : ` AND #s ${range.sign} :s`}`,
          ExpressionAttributeNames: { "#p": names.partition, ...(range.value !== undefined && { "#s": names.sort }) },
          ExpressionAttributeValues: {
            ":p": { S: partition },
            ...(range.value !== undefined && { ":s": { S: range.value } }),
          },
          ScanIndexForward: range.sign === ">=",
          Limit: range.limit - items.length,
          ExclusiveStartKey: from,
        }),
      );
      items.push(...Items);
      from = LastEvaluatedKey;
    } while (from && items.length < range.limit);
    return items;
  }

  return {
    async find(id) {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: id } } }));
      return Item && readRecordItem(Item, Date.now());
    },

    async list({ scope, limit, before, states = ALL_STATES }) {
      const range: Range = { sign: "<", value: before, limit: limit + 1 };
      const parts =
        scope === "all"
          ? states.map((state) => query("by-state", state, range))
          : scope.map((workspaceId) => query("by-workspace", workspaceId, range));
      // A drop whose state changes meanwhile may be found twice.
      const found = new Map((await Promise.all(parts)).flat().map((record) => [record.id, record]));
      const records = [...found.values()].sort((a, b) => (cursorOf(a) < cursorOf(b) ? 1 : -1));
      const page = records.slice(0, limit);
      const last = page.at(-1);
      return { records: page, next: records.length > limit && last ? cursorOf(last) : null };
    },

    async folders() {
      const items = await queryItems("by-state", FOLDER_STATE, { sign: ">=", value: undefined, limit: MOST_FOLDERS });
      return items.flatMap(({ id }) => (id?.S === undefined ? [] : pathOfFolderItem(id.S)));
    },

    async changes(scope, since) {
      const now = Date.now();
      const from = Date.parse(since) - overlapMs;
      if (Number.isNaN(from) || now - from > LONGEST_ABSENCE_MS) return undefined;
      const after = new Date(from).toISOString();
      const hours = new Set([hourOf(after), hourOf(new Date(now).toISOString())]);
      const range: Range = { sign: ">=", value: after, limit: MOST_CHANGES };
      const found = (await Promise.all([...hours].map((hour) => query("changes", hour, range)))).flat();
      if (found.length >= MOST_CHANGES) return undefined;
      const records = found.filter(
        ({ workspaceId }) => scope === "all" || (workspaceId !== null && scope.includes(workspaceId)),
      );
      return { records, until: new Date(now).toISOString() };
    },
  };
}

interface Range {
  readonly sign: "<" | ">=";
  readonly value: string | undefined;
  readonly limit: number;
}

function cursorOf({ startedAt, id }: DropRecord): string {
  return listedAt(startedAt, id);
}
