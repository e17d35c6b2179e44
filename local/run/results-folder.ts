import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import type { Answer } from "../../cli/drops/progress.ts";
import type { Drop } from "../../functions/drops/drop.ts";
import { reportKey, workKey } from "../../functions/drops/object-keys.ts";
import type { Report, WorkRecord } from "../../functions/drops/report.ts";
import { type NotWritten, writePatiently } from "../patient-file.ts";

/** Copies of the reports, in a folder next to the run's state. */
export class ResultsFolder {
  readonly #folder: string;
  readonly #s3: S3Client;
  readonly #notWritten: NotWritten | undefined;

  /** @param notWritten called when a report cannot be written to disk */
  constructor(folder: string, s3: S3Client, notWritten?: NotWritten) {
    this.#folder = folder;
    this.#s3 = s3;
    this.#notWritten = notWritten;
  }

  /** The drop's report, which is in the folder from then on; undefined if there is none yet. */
  async fetch(drop: Drop): Promise<Answer | undefined> {
    const key = reportKey(drop);
    const content = await this.#read(drop.bucket, key);
    if (!content) return undefined;
    // Written by our own report function.
    const report: Report = JSON.parse(content.toString());
    // The report says that it is next to it.
    if (report.refusedFile) await this.#keep(drop.bucket, report.refusedFile);
    return { report, reportPath: await this.#write(key, `${JSON.stringify(report, null, 2)}\n`) };
  }

  /** What validation learned of the drop; undefined where that is not kept. */
  async fileOf(drop: Drop): Promise<WorkRecord["file"] | undefined> {
    const content = await this.#read(drop.bucket, workKey(drop));
    const record: WorkRecord | undefined = content && JSON.parse(content.toString());
    return record?.file;
  }

  async #keep(bucket: string, key: string): Promise<void> {
    const content = await this.#read(bucket, key);
    if (content) await this.#write(key, content);
  }

  async #write(key: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.#folder, localPath(key));
    await writePatiently(
      path,
      async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
      },
      this.#notWritten,
    );
    return path;
  }

  /** undefined where there is no such object. */
  async #read(bucket: string, key: string): Promise<Buffer | undefined> {
    try {
      const object = await this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return object.Body && Buffer.from(await object.Body.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
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
