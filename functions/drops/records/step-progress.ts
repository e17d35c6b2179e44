import type { OnTrouble } from "../../datasets/dataset-service.ts";
import type { Drop } from "../drop.ts";
import type { DropStep } from "./drop-record.ts";
import type { RecordChange, RecordWriter } from "./record-writer.ts";
import { retriedCall } from "./retried-call.ts";
import { writesAside } from "./writes-aside.ts";

/** The drop that one of the state machine's steps works on. */
export interface StepDrop {
  readonly drop: Drop;
  /** Which attempt at the drop this is. */
  readonly attempt: number;
  /** When the file was dropped, in ISO 8601; an execution that an earlier version began does not say it. */
  readonly droppedAt?: string | undefined;
  readonly dataset: { readonly id: string; readonly workspaceId?: string | undefined } | null;
}

/** Records how far a step of the state machine is. No call throws. */
export interface StepProgress {
  /** How much of the file is read, as a share from 0 to 1. */
  read(done: number): void;
  /** A call failed, and is retried at a time in milliseconds since the epoch. */
  readonly retry: OnTrouble;
  /** Resolves when everything is written. */
  done(): Promise<void>;
  /** The dataset service wants the step to wait, in seconds. */
  throttled(waitSeconds: number): Promise<void>;
  /** The step is done, and this one is next. */
  next(step: DropStep): Promise<void>;
  /** A try failed. @param tried what is tried: its failures are counted */
  failed(tried: string, failure: { error: string; reason: string; needsPerson: boolean }): Promise<void>;
}

export function followStep(
  { drop, attempt, droppedAt: startedAt, dataset }: StepDrop,
  step: DropStep,
  records: RecordWriter,
): StepProgress {
  const aside = writesAside();

  async function write(change: Partial<RecordChange>): Promise<void> {
    if (startedAt === undefined) return;
    const about = { workspaceId: dataset?.workspaceId, datasetId: dataset?.id };
    await records.write({ drop, attempt, startedAt, step, ...about, ...change });
  }

  return {
    read(done) {
      aside.offer(() => write({ done }));
    },

    retry(error, tries, nextAt) {
      if (nextAt !== null) aside.add(() => write({ trouble: retriedCall(error, tries, nextAt) }));
    },

    done: aside.done,

    async throttled(waitSeconds) {
      await aside.done();
      const againAt = new Date(Date.now() + waitSeconds * 1000).toISOString();
      const reason = "The dataset service asked to wait before the next call.";
      const trouble = { kind: "retried", reason, tries: 1, mostTries: null, againAt, needsPerson: false } as const;
      await write({ trouble, isEntered: true });
    },

    async next(following) {
      await aside.done();
      await write({ step: following });
    },

    async failed(tried, failure) {
      await aside.done();
      if (startedAt !== undefined) await records.fail({ drop, attempt, startedAt, step, tried, ...failure });
    },
  };
}
