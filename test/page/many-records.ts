import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DropRecord, listedStateOf, placeOf } from "../../functions/drops/records/drop-record.ts";
import { hourOf, listedAt } from "../../functions/drops/records/record-table.ts";
import type { Cloud } from "../../local/cloud/cloud.ts";

const OUTCOMES = ["ready", "ready", "ready", "rejected", "failed"] as const;
/** DynamoDB's limit. */
const AT_ONCE = 25;

/** Records of answered drops, a second apart; the last one is the newest. */
export function manyRecords(count: number): DropRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const finishedAt = new Date(1_700_000_002_500 + index * 1000).toISOString();
    return {
      id: index.toString(16).padStart(64, "0"),
      key: `incoming/reviews of product ${index}.csv`,
      versionId: "v1",
      workspaceId: "6278acb09062db3b35bcbeb0",
      droppedBy: null,
      bytes: 1000 + index,
      rows: index,
      step: "answered",
      done: null,
      outcome: OUTCOMES[index % OUTCOMES.length] ?? "ready",
      failedWith: null,
      findings: index % 3,
      attempt: 1,
      trouble: null,
      datasetId: null,
      startedAt: new Date(1_700_000_000_000 + index * 1000).toISOString(),
      changedAt: finishedAt,
      finishedAt,
    };
  });
}

/** Puts records into a cloud's table, past the functions that write them. */
export async function putRecords({ clientSettings, outputs }: Cloud, records: readonly DropRecord[]): Promise<void> {
  const client = new DynamoDBClient(clientSettings);
  for (let start = 0; start < records.length; start += AT_ONCE) {
    const puts = records.slice(start, start + AT_ONCE).map((record) => ({ PutRequest: { Item: itemOf(record) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [outputs.RecordsTableName ?? ""]: puts } }));
  }
  client.destroy();
}

function itemOf({ trouble: _, ...record }: DropRecord) {
  const attributes = {
    ...record,
    place: placeOf(record.attempt, record.step),
    state: listedStateOf(record.step, record.outcome),
    listedAt: listedAt(record.startedAt, record.id),
    changedHour: hourOf(record.changedAt),
  };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === "number" ? { N: String(value) } : { S: value }] as const],
    ),
  );
}
