import type { NewDataset } from "../../../functions/datasets/dataset-service.ts";
import { attemptId } from "../../../functions/drops/drop.ts";
import type { DropBucket } from "../../../functions/drops/drop-bucket.ts";
import type { Ledger } from "../../../functions/drops/ledger.ts";
import type { LedgerFacts } from "../../../functions/drops/ledger-facts.ts";
import type { PublishInput } from "../../../functions/drops/publish-input.ts";
import type { Workspaces } from "../../../functions/drops/workspaces.ts";
import { type IngestDependencies, ingestDrop } from "../../../functions/ingest/ingest-drop.ts";
import { followIngest } from "../../../functions/ingest/ingest-progress.ts";
import type { DropEvent } from "../../../functions/ingest/s3-events.ts";
import { bucketWith, memoryRecords, serviceOf } from "../fakes.ts";

export const DROP = { bucket: "b", key: "incoming/w1/a.csv", versionId: "v1" };
export const DROPPED_AT = "2026-11-24T12:00:00.000Z";

/** A ledger in memory: work that throws is forgotten. */
export function memoryLedger(): Ledger {
  const remembered = new Map<string, string>();
  async function once<T>(id: string, work: () => Promise<T>): Promise<T> {
    const known = remembered.get(id);
    if (known !== undefined) return JSON.parse(known);
    const result = await work();
    remembered.set(id, JSON.stringify(result));
    return result;
  }
  return {
    once: (entry, drop, attempt, work) => once(`${entry} ${attemptId(drop, attempt)}`, work),
    onceForFolder: (folder, work) => once(folder, work),
    doneForFolder: async (folder) => JSON.parse(remembered.get(folder) ?? "null") ?? undefined,
  };
}

/** The ledger's facts in memory. */
export function memoryFacts(): LedgerFacts {
  const facts = new Map<string, string>();
  const recall = async (name: string) => JSON.parse(facts.get(name) ?? "null") ?? undefined;
  return {
    recall,
    keep: async (name, fact) => void facts.set(name, JSON.stringify(fact)),
    async keepForGood(name, fact) {
      if (!facts.has(name)) facts.set(name, JSON.stringify(fact));
    },
    async keepFirst(name, fact) {
      if (!facts.has(name)) facts.set(name, JSON.stringify(fact));
      return recall(name);
    },
  };
}

export interface IngestSetting {
  readonly content?: string;
  readonly metadata?: Record<string, string>;
  readonly drop?: typeof DROP;
  /** Replaces calls of the bucket. */
  readonly replaced?: Partial<DropBucket>;
  readonly workspaces?: Workspaces;
  /** What a creation answers, counted from 1. */
  readonly create?: (count: number) => Promise<NewDataset>;
  readonly fix?: boolean;
  readonly rules?: Partial<IngestDependencies["rules"]>;
  readonly state?: "running" | "ready" | "ended";
  readonly folders?: IngestDependencies["folders"];
  readonly ledger?: Ledger;
  /** Of a stack whose definitions expire. */
  readonly facts?: LedgerFacts;
}

/** Ingests events of one drop, and shows what came of them. */
export function prepareIngest(setting: IngestSetting = {}) {
  const { content = "id,a\n1,x\n", drop = DROP, replaced = {}, fix = false } = setting;
  const memory = bucketWith(drop, content, { replaced, metadata: setting.metadata ?? {} });
  const started: PublishInput[] = [];
  const created: object[] = [];
  const measured: Record<string, number[]> = {};
  const asked: string[] = [];
  const waits: number[] = [];
  const make = setting.create ?? (async (count) => ({ id: `d${count}`, needsSchema: false }));
  const dependencies: Omit<IngestDependencies, "progress" | "read" | "paced"> = {
    bucket: memory.bucket,
    datasets: serviceOf({
      create: async (request) => {
        created.push(request);
        return make(created.length);
      },
    }),
    ledger: setting.ledger ?? memoryLedger(),
    facts: setting.facts ?? memoryFacts(),
    folders: setting.folders ?? new Map(),
    definitionsExpire: setting.facts !== undefined,
    executions: {
      start: async (input) => void started.push(input),
      stateOf: async (_drop, attempt) => {
        asked.push(`state of ${attempt}`);
        return setting.state ?? "running";
      },
    },
    pace: {
      takeTurn: async (told) => {
        told?.(1000);
        return 3;
      },
    },
    workspaces: setting.workspaces ?? { allowed: [], defaultId: undefined },
    rules: { severities: {}, largest: 1000, ...setting.rules },
    fixing: {
      isOn: (workspaceId) => {
        asked.push(`fixing in ${workspaceId}`);
        return fix;
      },
      largestWorkbook: 1000,
    },
    measure: (name, value) => {
      measured[name] = [...(measured[name] ?? []), value];
    },
  };
  const { records, written } = memoryRecords();
  const ingest = (event: Partial<DropEvent> = {}) => {
    const whole = { drop, bytes: content.length, droppedAt: DROPPED_AT, ...event };
    // How often the share that is read is recorded depends on the time that reading takes.
    const progress = { ...followIngest(whole, records, dependencies.workspaces), read: () => {} };
    const paced = async (until: number) => void waits.push(until);
    return ingestDrop(whole, { ...dependencies, progress, read: progress.read, paced });
  };
  return { ingest, started, created, measured, asked, waits, written, ...memory };
}
