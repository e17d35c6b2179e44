import { EventEmitter } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Answer, Progress, Retrying } from "../../cli/drops/progress.ts";
import { readCause } from "../../cli/stack/cause.ts";
import { type NextTry, nextTryOf } from "../../cli/stack/next-try.ts";
import { NEEDS_PERSON } from "../../functions/datasets/needs-person.ts";
import { attemptId, type Drop, dropId, versionOfEtag } from "../../functions/drops/drop.ts";
import { reportKey, workKey } from "../../functions/drops/object-keys.ts";
import type { Report } from "../../functions/drops/report.ts";
import { type DropEvent, readDropMessage } from "../../functions/ingest/s3-events.ts";
import { arn } from "../cloud/arns.ts";
import type { Cloud, MessageTrouble } from "../cloud/cloud.ts";
import type { StateFailure } from "../cloud/executions-store.ts";
import { type NotWritten, writePatiently } from "../patient-file.ts";
import { readStackSettings } from "./stack-settings.ts";

export type { Answer, Progress } from "../../cli/drops/progress.ts";

interface TrackerEvents {
  progress: [drop: Drop, progress: Progress];
}

const queueEvent = z.object({ Records: z.array(z.object({ body: z.string() })) });
/** In milliseconds since the epoch, from ISO 8601. */
const time = z.iso.datetime().transform((text) => Date.parse(text));
const drop = z.object({ bucket: z.string(), key: z.string(), versionId: z.string() });
const publishState = z.object({ drop });
/** A function's log lines about a drop that are shown. */
const logLine = z.discriminatedUnion("message", [
  z.object({ message: z.literal("Duplicate event"), drop, of: z.enum(["in-progress", "done"]) }),
  z.object({ message: z.literal("Waiting for a turn"), drop, until: time }),
  z.object({ message: z.literal("Call retried"), drop, reason: z.string(), tries: z.number(), nextAt: time }),
]);
const dropError = z.object({
  level: z.literal("ERROR"),
  drop,
  needsPerson: z.boolean().default(false),
  error: z.union([z.string(), z.object({ message: z.string() })]),
});

/** A drop is in the dead-letter queue; the message is the reason. */
export class DeadLettered extends Error {
  override readonly name = "DeadLettered";
}

/** Follows every drop by the cloud's events, and writes its report to the results folder. */
export class DropTracker extends EventEmitter<TrackerEvents> {
  readonly #s3: S3Client;
  /** The command that moves messages back from the dead-letter queue. */
  readonly #redrive: string;
  readonly #resultsFolder: string;
  readonly #notWritten: NotWritten | undefined;
  readonly #processing = new Set<string>();
  /** Drops whose ingest has not started. */
  readonly #queued = new Set<string>();
  readonly #perMinute: number;
  /** Attempts whose ingest has started and has not failed. */
  readonly #ingesting = new Set<string>();
  /** Drops with a failed step that has not been retried yet. */
  readonly #retrying = new Set<string>();
  /** The last error that a function logged for a drop. */
  readonly #errors = new Map<string, { readonly text: string; readonly needsPerson: boolean }>();

  /** @param notWritten called when a report cannot be written to disk */
  constructor(cloud: Cloud, s3: S3Client, resultsFolder: string, notWritten?: NotWritten) {
    super();
    this.#redrive = `npx dropset redrive --endpoint-url ${cloud.endpoint}`;
    this.#s3 = s3;
    this.#resultsFolder = resultsFolder;
    this.#notWritten = notWritten;
    this.#perMinute = readStackSettings(cloud).dropsPerMinute;
    const definitions = new Map<string, unknown>(
      cloud.resources
        .ofType("AWS::StepFunctions::StateMachine")
        .map(({ name, properties }) => [
          arn("states", `stateMachine:${name}`),
          JSON.parse(properties.DefinitionString),
        ]),
    );
    cloud.events.on("dropped", ({ bucket, key, versionId, etag, bytes }) => {
      const drop = { bucket, key, versionId: versionId ?? versionOfEtag(etag) };
      this.#queued.add(dropId(drop));
      this.emit("progress", drop, { step: "dropped", bytes });
    });
    cloud.events.on("invoked", ({ event }) => {
      for (const drop of dropsOf(event)) this.#begun(drop);
    });
    cloud.events.on("logged", (line) => this.#logged(line));
    cloud.events.on("stateFailed", ({ execution, state, failures }) => {
      const { data } = publishState.safeParse(JSON.parse(execution.input));
      const definition = definitions.get(execution.stateMachineArn);
      if (data)
        this.#stateFailed(
          data.drop,
          failures,
          nextTryOf(
            definition,
            state,
            failures.map(({ error }) => error),
          ),
        );
    });
    cloud.events.on("ingestFailed", (trouble) => void this.#ingestFailed(trouble));
    // If the cloud stops before this is read, the next start reports it.
    const missed = () => {};
    cloud.events.on("stateEntered", ({ state, input }) => this.#stateEntered(state, input).catch(missed));
    cloud.events.on("executionEnded", ({ execution }) => this.#ended(JSON.parse(execution.input)).catch(missed));
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
        how();
      };
      this.on("progress", listen);
      // The same bytes under the same name may have a report already; then no event follows.
      this.#fetchAnswer(drop).then((answer) => answer && settle(() => resolve(answer)), reject);
    });
  }

  /** Handles the first event of an attempt; the function logs duplicates. */
  #begun({ drop, attempt = 1 }: DropEvent): void {
    const id = attemptId(drop, attempt);
    if (this.#ingesting.has(id)) return;
    this.#ingesting.add(id);
    this.#queued.delete(dropId(drop));
    this.emit("progress", drop, { step: "validating" });
  }

  #logged(line: Readonly<Record<string, unknown>>): void {
    const error = dropError.safeParse(line).data;
    if (error) {
      const { needsPerson } = error;
      this.#errors.set(dropId(error.drop), { text: errorText(error.error), needsPerson });
    }
    const { data } = logLine.safeParse(line);
    switch (data?.message) {
      case "Duplicate event":
        this.emit("progress", data.drop, { step: "duplicate", of: data.of });
        break;
      case "Waiting for a turn":
        this.emit("progress", data.drop, {
          step: "paced",
          until: data.until,
          behind: this.#queued.size,
          lastAt: data.until + (this.#queued.size * 60_000) / this.#perMinute,
        });
        break;
      case "Call retried": {
        const { reason, tries, nextAt: againAt } = data;
        this.#retry(data.drop, { reason, tries, againAt, needsPerson: false });
        break;
      }
    }
  }

  #retry(drop: Drop, retrying: Retrying): void {
    this.#retrying.add(dropId(drop));
    this.emit("progress", drop, { step: "retrying", ...retrying });
  }

  #stateFailed(drop: Drop, failures: readonly StateFailure[], next: NextTry | undefined): void {
    const last = failures.at(-1);
    if (!last || !next) return;
    const againAt = Date.parse(last.at) + next.withinSeconds * 1000;
    const needsPerson = NEEDS_PERSON.has(last.error);
    this.#retry(drop, { reason: readCause(last), tries: failures.length, againAt, needsPerson });
  }

  async #ingestFailed({
    body,
    error,
    receives: tries,
    mostReceives: mostTries,
    againAt,
  }: MessageTrouble): Promise<void> {
    // The function's log lines are already in the pipe, and are read in this turn of the event loop.
    await setImmediate();
    const { drops } = readDropMessage(body);
    for (const { drop, attempt = 1 } of drops) {
      const id = dropId(drop);
      const known = this.#errors.get(id);
      const logged = known?.text ?? error;
      // If a message has several drops, those without an error were ingested.
      if (logged === null && drops.length > 1) continue;
      const reason = logged ?? "see the log";
      this.#errors.delete(id);
      this.#ingesting.delete(attemptId(drop, attempt));
      const isLast = mostTries !== null && tries >= mostTries;
      this.emit(
        "progress",
        drop,
        isLast
          ? { step: "given-up", reason, tries, redrive: this.#redrive }
          : { step: "delayed", reason, tries, mostTries, againAt, needsPerson: known?.needsPerson ?? false },
      );
    }
  }

  async #stateEntered(state: string, input: unknown): Promise<void> {
    const { data } = publishState.safeParse(input);
    if (!data) return;
    const { drop } = data;
    // A retry succeeded: the drop is back at its step.
    const hasRetried = this.#retrying.delete(dropId(drop));
    if (state === "Upload") {
      const record = await this.#readJson(drop.bucket, workKey(drop));
      if (record) this.emit("progress", drop, { step: "uploading", file: (record as Pick<Report, "file">).file });
    }
    if (state === "Wait" && (hasRetried || !this.#processing.has(dropId(drop)))) {
      this.#processing.add(dropId(drop));
      this.emit("progress", drop, { step: "processing" });
    }
  }

  async #ended(input: unknown): Promise<void> {
    const { data } = publishState.safeParse(input);
    // Started by hand, without a drop.
    if (!data) return;
    const { drop } = data;
    this.#processing.delete(dropId(drop));
    this.#errors.delete(dropId(drop));
    const answer = await this.#fetchAnswer(drop);
    if (answer) this.emit("progress", drop, { step: "answered", answer });
  }

  async #fetchAnswer(drop: Drop): Promise<Answer | undefined> {
    // Written by our own report function, a moment ago.
    const report = (await this.#readJson(drop.bucket, reportKey(drop))) as Report | undefined;
    if (!report) return undefined;
    // The report says that it is beside it.
    if (report.refusedFile) await this.#keepFile(drop.bucket, report.refusedFile);
    const reportPath = join(this.#resultsFolder, localPath(reportKey(drop)));
    const write = async () => {
      await mkdir(dirname(reportPath), { recursive: true });
      await writeFile(reportPath, `${JSON.stringify(report, null, 2)}\n`);
    };
    await writePatiently(reportPath, write, this.#notWritten);
    return { report, reportPath };
  }

  async #keepFile(bucket: string, key: string): Promise<void> {
    const content = await this.#read(bucket, key);
    if (!content) return;
    const path = join(this.#resultsFolder, localPath(key));
    const write = async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    };
    await writePatiently(path, write, this.#notWritten);
  }

  async #readJson(bucket: string, key: string): Promise<unknown> {
    const content = await this.#read(bucket, key);
    return content && JSON.parse(Buffer.from(content).toString());
  }

  /** undefined where there is no such object. */
  async #read(bucket: string, key: string): Promise<Uint8Array | undefined> {
    try {
      const object = await this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await object.Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function dropsOf(event: unknown): DropEvent[] {
  const { data } = queueEvent.safeParse(event);
  // The function logs a message that is not an S3 event.
  return data?.Records.flatMap(({ body }) => [...readDropMessage(body).drops]) ?? [];
}

function errorText(error: z.infer<typeof dropError>["error"]): string {
  return typeof error === "string" ? error : error.message;
}

/** A key as a path below a folder: it cannot leave the folder, and no part is too long for a file system. */
function localPath(key: string): string {
  const parts = key.split("/").slice(1);
  return join(
    ...parts.map(
      (part) =>
        part
          .replace(/^\.{1,2}$/, "%2E")
          .replaceAll("\0", "%00")
          .slice(0, 100) || "%",
    ),
  );
}
