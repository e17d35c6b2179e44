import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { type Drop, dropId, RESULTS_PREFIX } from "../../functions/drops/drop.ts";
import { reportKey } from "../../functions/drops/object-keys.ts";
import type { Report } from "../../functions/drops/report.ts";
import type { DropLine, DropStep, Trouble } from "../../page/server/drop-line.ts";
import type { DropSource } from "../../page/server/drop-source.ts";
import type { Cloud } from "../cloud/cloud.ts";
import type { NotWritten } from "../patient-file.ts";
import { DropJournal } from "./drop-journal.ts";
import type { DropTracker, Progress } from "./drop-tracker.ts";

/** Events may be duplicated or out of order: a drop only moves forward. */
const RANKS: Readonly<Record<DropStep, number>> = {
  dropped: 0,
  validating: 1,
  delayed: 1,
  "given-up": 1,
  uploading: 2,
  processing: 3,
  answered: 4,
};

/** The functions that read a dropped file from its beginning to its end, by their names in the template. */
const READERS: readonly { readonly functions: RegExp; readonly step: DropStep }[] = [
  { functions: /Ingest/, step: "validating" },
  { functions: /Upload/, step: "uploading" },
];

/** Concurrent reads when the list is rebuilt from the reports. */
const READ_AT_ONCE = 16;

/** Every drop and its progress, with a revision for each change, so that a page can get only what it missed. */
export class DropList extends EventEmitter<{ changed: [] }> implements DropSource {
  /** Identifies this list, so that its revisions are not mixed up with those of an earlier process. */
  readonly run = randomUUID();
  readonly #journal: DropJournal;
  readonly #lines = new Map<string, { line: DropLine; revision: number }>();
  #revision = 0;

  private constructor(journal: DropJournal, lines: readonly DropLine[]) {
    super();
    this.setMaxListeners(0);
    this.#journal = journal;
    for (const line of lines) this.#keep(line);
  }

  /** @param path the file that the list is kept in over restarts */
  static async open(path: string, failed?: NotWritten): Promise<DropList> {
    const { journal, lines } = await DropJournal.open(path, failed);
    return new DropList(journal, lines);
  }

  get revision(): number {
    return this.#revision;
  }

  find(id: string): DropLine | undefined {
    return this.#lines.get(id)?.line;
  }

  /** What changed after a revision, in the order of the changes; 0 for everything. */
  since(revision: number): DropLine[] {
    const changed: DropLine[] = [];
    // A change moves its line to the end of the map, so the latest ones are there.
    for (const entry of [...this.#lines.values()].reverse()) {
      if (entry.revision <= revision) break;
      changed.push(entry.line);
    }
    return changed.reverse();
  }

  follow(tracker: DropTracker, cloud: Cloud): void {
    tracker.on("progress", (drop, progress) => this.progressed(drop, progress));
    cloud.events.on("read", ({ caller, bucket, key, versionId, done }) => {
      const step = READERS.find(({ functions }) => functions.test(caller))?.step;
      if (step && versionId !== null) this.#transferred(dropId({ bucket, key, versionId }), step, done);
    });
  }

  /** Adds the reports that were written while this list did not run. */
  async catchUp(s3: S3Client, bucket: string): Promise<void> {
    const answered = new Set<string>();
    for (const { line } of this.#lines.values()) {
      if (line.step === "answered") answered.add(reportKey({ bucket, ...line }));
    }
    let page: string | undefined;
    do {
      const listed = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: RESULTS_PREFIX, ContinuationToken: page }),
      );
      const keys = (listed.Contents ?? []).flatMap(({ Key }) => (Key?.endsWith(".json") ? [Key] : []));
      const unseen = keys.filter((key) => !answered.has(key));
      for (let start = 0; start < unseen.length; start += READ_AT_ONCE) {
        const reports = await Promise.all(
          unseen.slice(start, start + READ_AT_ONCE).map((key) => readReport(s3, bucket, key)),
        );
        for (const report of reports) if (report) this.#change(lineOfReport(report));
      }
      page = listed.NextContinuationToken;
    } while (page !== undefined);
  }

  #transferred(id: string, step: DropStep, done: number): void {
    const line = this.find(id);
    if (line?.step === step) this.#keep({ ...line, done });
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#journal.flush();
  }

  progressed(drop: Drop, progress: Progress): void {
    const id = dropId(drop);
    const known = this.find(id);
    switch (progress.step) {
      case "duplicate":
        return;
      case "paced":
      case "retrying":
        // The drop stays at its step.
        if (known && known.step !== "answered") this.#change({ ...known, trouble: troubleOf(progress) });
        return;
    }
    if (known && RANKS[progress.step] < RANKS[known.step]) return;
    if (progress.step === "answered") {
      this.#change(lineOfReport(progress.answer.report));
      return;
    }
    this.#change({
      ...(known ?? newLine(id, drop)),
      step: progress.step,
      done: null,
      trouble: troubleOf(progress),
      ...(progress.step === "dropped" && { bytes: progress.bytes }),
      ...(progress.step === "uploading" && { bytes: progress.file.bytes, rows: progress.file.rows }),
    });
  }

  #change(line: DropLine): void {
    this.#journal.add(line);
    this.#keep(line);
  }

  #keep(line: DropLine): void {
    this.#lines.delete(line.id);
    this.#lines.set(line.id, { line, revision: ++this.#revision });
    this.emit("changed");
  }
}

function troubleOf(progress: Progress): Trouble | null {
  const iso = (time: number) => new Date(time).toISOString();
  switch (progress.step) {
    case "delayed":
    case "retrying": {
      const { reason, tries, againAt } = progress;
      const kind = progress.step === "delayed" ? "failed" : "retried";
      return { kind, reason, tries, againAt: iso(againAt), redrive: null };
    }
    case "given-up": {
      const { reason, tries, redrive } = progress;
      return { kind: "failed", reason, tries, againAt: null, redrive };
    }
    case "paced": {
      const reason = "It waits because datasets are created at a limited rate (limits.dropsPerMinute).";
      return { kind: "paced", reason, tries: 0, againAt: iso(progress.until), redrive: null };
    }
    default:
      return null;
  }
}

function newLine(id: string, { key, versionId }: Drop): DropLine {
  return {
    id,
    key,
    versionId,
    bytes: null,
    rows: null,
    step: "dropped",
    done: null,
    outcome: null,
    trouble: null,
    findings: 0,
    startedAt: new Date().toISOString(),
    finishedAt: null,
  };
}

function lineOfReport({ drop, outcome, file, findingCounts, startedAt, finishedAt }: Report): DropLine {
  return {
    id: dropId(drop),
    key: drop.key,
    versionId: drop.versionId,
    bytes: file.bytes,
    rows: file.columns.length > 0 ? file.rows : null,
    step: "answered",
    done: null,
    outcome,
    trouble: null,
    findings: Object.values(findingCounts).reduce((sum, count) => sum + count, 0),
    startedAt,
    finishedAt,
  };
}

async function readReport(s3: S3Client, bucket: string, key: string): Promise<Report | undefined> {
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    // Written by our own report function.
    return JSON.parse((await object.Body?.transformToString()) ?? "null");
  } catch (error) {
    // Removed since it was listed, or not a report.
    if (error instanceof NoSuchKey || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
