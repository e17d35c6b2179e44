import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Answer, Progress } from "../../cli/drops/progress.ts";
import { type Drop, dropId } from "../../functions/drops/drop.ts";
import type { DropRecord } from "../../functions/drops/records/drop-record.ts";
import { connectRecordReader, type RecordReader } from "../../functions/drops/records/record-reader.ts";
import type { Cloud } from "../cloud/cloud.ts";
import { progressBetween, type RecordedProgress } from "./record-progress.ts";
import type { ResultsFolder } from "./results-folder.ts";

interface FollowerEvents {
  progress: [drop: Drop, progress: Progress];
  record: [record: DropRecord];
}

/** A drop is in the dead-letter queue; the message is the reason. */
export class DeadLettered extends Error {
  override readonly name = "DeadLettered";
}

/** How often the records are read at least. They are read at once when one is written. */
const EACH_MS = 1000;
/** How long after that, so that several that are written together are read together. */
const SETTLE_MS = 20;
// A record has the time at which its write began. Most writes take milliseconds, and the longest 1.5 seconds (record-writer.ts).
// To look back that far each time would be most of the work while a thousand drops change.
const OVERLAP_MS = 500;
const LONG_OVERLAP_MS = 2500;
const LONG_EACH_MS = 1000;
/** How often a report is looked for that no record tells of: its record's last change may not have been written. */
const REPORT_EACH_MS = 5000;
/** Beyond this many, the records that have not changed for the longest time are forgotten. */
const MOST_KNOWN = 20_000;

/** Follows every drop by its record, and keeps its report in the results folder. */
export class DropFollower extends EventEmitter<FollowerEvents> {
  /** The records of this run. */
  readonly records: RecordReader;
  readonly #client: DynamoDBClient;
  readonly #bucket: string;
  readonly #results: ResultsFolder;
  /** The command that moves messages back from the dead-letter queue. */
  readonly #redrive: string;
  readonly #known = new Map<string, DropRecord>();
  readonly #startedAt = new Date().toISOString();
  /** Resolves when a record is written after they were last read. */
  #written = Promise.withResolvers<void>();
  readonly #stopped = new AbortController();
  readonly #following: Promise<void>;

  constructor(cloud: Pick<Cloud, "clientSettings" | "endpoint" | "events" | "outputs">, results: ResultsFolder) {
    super();
    // Credentials of its own, so that its calls can be distinguished.
    const credentials = { accessKeyId: "follower", secretAccessKey: "follower" };
    this.#client = new DynamoDBClient({ ...cloud.clientSettings, credentials, maxAttempts: 1 });
    this.records = connectRecordReader(cloud.outputs.RecordsTableName ?? "", this.#client, { overlapMs: 0 });
    this.#bucket = cloud.outputs.DropBucketName ?? "";
    this.#results = results;
    this.#redrive = `npx dropset redrive --endpoint-url ${cloud.endpoint}`;
    const table = `table/${cloud.outputs.RecordsTableName}`;
    cloud.events.on("called", ({ action, resource }) => {
      if (action === "dynamodb:UpdateItem" && resource.endsWith(table)) this.#written.resolve();
    });
    this.#following = this.#follow(this.#startedAt);
  }

  /** The drop's report, once it is written. @throws {DeadLettered} the drop is in the dead-letter queue */
  async answer(drop: Drop): Promise<Answer> {
    const id = dropId(drop);
    return new Promise((resolve, reject) => {
      const listen = (other: Drop, progress: Progress) => {
        if (dropId(other) !== id) return;
        if (progress.step === "answered") settle(() => resolve(progress.answer));
        if (progress.step === "given-up") settle(() => reject(new DeadLettered(progress.reason)));
      };
      const settle = (how: () => void) => {
        this.off("progress", listen);
        clearInterval(looking);
        how();
      };
      const look = async () => {
        const answer = await this.#results.fetch(drop);
        if (answer) settle(() => resolve(answer));
      };
      this.on("progress", listen);
      const looking = setInterval(() => {
        if (this.#stopped.signal.aborted) clearInterval(looking);
        else look().catch(() => undefined);
      }, REPORT_EACH_MS).unref();
      // The same bytes under the same name may have a report already; then nothing follows.
      look().catch((error: unknown) => settle(() => reject(error)));
    });
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#following;
    this.#client.destroy();
  }

  async #follow(from: string): Promise<void> {
    const { signal } = this.#stopped;
    let lookedBackAt = 0;
    for (let until = from; !signal.aborted; ) {
      const isLong = Date.now() - lookedBackAt > LONG_EACH_MS;
      if (isLong) lookedBackAt = Date.now();
      this.#written = Promise.withResolvers();
      const since = new Date(Date.parse(until) - (isLong ? LONG_OVERLAP_MS : OVERLAP_MS)).toISOString();
      // While the cloud stops, or its faults are on, there may be no answer: the next one has all of it.
      const changes = await this.records.changes("all", since).catch(() => ({ records: [], until }));
      for (const record of changes?.records ?? []) await this.#changed(record).catch(() => undefined);
      until = changes?.until ?? new Date().toISOString();
      const over = new AbortController();
      const waited = sleep(EACH_MS, undefined, { signal: AbortSignal.any([signal, over.signal]) });
      await Promise.race([this.#written.promise, waited.catch(() => undefined)]);
      over.abort();
      await sleep(SETTLE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #changed(record: DropRecord): Promise<void> {
    const before = this.#known.get(record.id);
    if (before?.changedAt === record.changedAt && before.step === record.step) return;
    const drop = { bucket: this.#bucket, key: record.key, versionId: record.versionId };
    // A drop of an earlier run was at its earlier steps then.
    const isOld = !before && record.startedAt < this.#startedAt;
    // One that ended then was shown by that run: here its result would look like that of a file that is published now.
    const isOver = isOld && record.step === "answered" && record.changedAt < this.#startedAt;
    const progress = progressBetween(before, record, this.#redrive);
    for (const recorded of isOld ? progress.filter(({ step }) => step === record.step) : progress) {
      const progress = await this.#withDetails(drop, recorded);
      if (progress && !isOver) this.emit("progress", drop, progress);
    }
    this.#keep(record);
    this.emit("record", record);
  }

  async #withDetails(drop: Drop, progress: RecordedProgress): Promise<Progress | undefined> {
    if (progress.step === "answered") {
      const answer = await this.#results.fetch(drop);
      return answer && { step: progress.step, answer };
    }
    if (progress.step === "uploading") {
      const file = await this.#results.fileOf(drop);
      return file && { step: progress.step, file };
    }
    return progress;
  }

  #keep(record: DropRecord): void {
    this.#known.delete(record.id);
    this.#known.set(record.id, record);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}
