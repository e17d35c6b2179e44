import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { OUTCOMES } from "../report.ts";
import { longestWait } from "../retry-schedule.ts";
import { DROP_STEPS, type DropRecord, type Trouble } from "./drop-record.ts";

const trouble = z.object({
  kind: z.enum(["failed", "retried", "paced"]),
  reason: z.string(),
  tries: z.number(),
  mostTries: z.nullable(z.number()),
  againAt: z.nullable(z.string()),
  needsPerson: z.boolean(),
});
/** A failed try of a step; how often it failed is counted next to it. */
const failure = z.object({ error: z.string(), reason: z.string(), needsPerson: z.boolean(), failedAt: z.string() });

const text = z._default(z.nullable(z.string()), null);
const number = z._default(z.nullable(z.number()), null);

const item = z.object({
  id: z.string(),
  key: z.string(),
  versionId: z.string(),
  workspaceId: text,
  droppedBy: text,
  bytes: number,
  rows: number,
  step: z.enum(DROP_STEPS),
  done: number,
  outcome: z._default(z.nullable(z.enum(OUTCOMES)), null),
  failedWith: text,
  findings: z._default(z.number(), 0),
  attempt: z.number(),
  trouble: text,
  tries: z._default(z.number(), 1),
  datasetId: text,
  startedAt: z.string(),
  changedAt: z.string(),
  finishedAt: text,
});

/** Reads an item of the table. @param now in milliseconds since the epoch @returns undefined for what a later version writes */
export function readRecordItem(attributes: Record<string, AttributeValue>, now: number): DropRecord | undefined {
  const plain = Object.fromEntries(
    Object.entries(attributes).map(([name, { S, N }]) => [name, N === undefined ? S : Number(N)]),
  );
  const read = item.safeParse(plain);
  if (!read.success) return undefined;
  const { trouble: kept, tries, ...record } = read.data;
  return { ...record, trouble: kept === null ? null : readTrouble(kept, tries, now) };
}

/** How long after a retry's time a trouble is still shown: then the retry is under way, or went well. */
const GRACE_MS = 5000;

function readTrouble(kept: string, tries: number, now: number): Trouble | null {
  const content: unknown = JSON.parse(kept);
  const noted = trouble.safeParse(content);
  if (noted.success) return isOver(noted.data, now) ? null : noted.data;
  const failed = failure.safeParse(content);
  if (!failed.success) return null;
  const { error, reason, needsPerson, failedAt } = failed.data;
  const wait = longestWait(error, tries);
  if (wait === null) return null;
  const againAt = new Date(Date.parse(failedAt) + wait * 1000).toISOString();
  const retried = { kind: "retried", reason, tries, mostTries: null, againAt, needsPerson } as const;
  return isOver(retried, now) ? null : retried;
}

/** A failed ingest is one until it is tried again, which its record then says. */
function isOver({ kind, againAt }: Trouble, now: number): boolean {
  return kind !== "failed" && againAt !== null && Date.parse(againAt) + GRACE_MS < now;
}
