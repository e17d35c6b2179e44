import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { vi } from "vitest";
import { type Drop, dropId } from "../../../functions/drops/drop.ts";
import { definedFolders } from "../../../functions/drops/folders.ts";
import { reportKey } from "../../../functions/drops/object-keys.ts";
import { connectRecordReader } from "../../../functions/drops/records/record-reader.ts";
import { connectRecordWriter, type RecordChange } from "../../../functions/drops/records/record-writer.ts";
import { NOT_FIXED, NOT_TYPED, type Report, unreadRecord } from "../../../functions/drops/report.ts";
import type { Person } from "../../../functions/page/access.ts";
import { createPageApp } from "../../../functions/page/app.ts";
import type { PageDependencies } from "../../../functions/page/page-env.ts";
import { SIGNING_CONFIG } from "../../../functions/page/signing.ts";
import { S3Server } from "../../local/cloud/s3/s3-server.ts";
import { startTables } from "../drops/table.ts";

export const ANN: Person = { name: "ann@example.com", workspaces: ["w1"] };
export const BOB: Person = { name: "bob@example.com", workspaces: ["w2"] };
export const EVE: Person = { name: "eve@example.com", workspaces: "all" };

const schema = { fields: { text: { type: "text" } } };

/** The page on the embedded S3 and DynamoDB, for whichever person a request is sent as. */
export async function startPage(more: Partial<PageDependencies> = {}) {
  const [tables, storage] = await Promise.all([startTables(), S3Server.start()]);
  const tableName = await tables.createRecords("records");
  const bucket = storage.bucket("drops");
  const s3 = new S3Client({
    endpoint: storage.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
    maxAttempts: 1,
    ...SIGNING_CONFIG,
  });
  const notWritten = vi.fn();
  const failed = vi.fn();
  const recordWriter = connectRecordWriter({ tableName, client: tables.client, keptDays: 400, notWritten });
  const records = connectRecordReader(tableName, tables.client);
  let person: Person = EVE;
  const app = createPageApp({
    s3,
    bucket,
    records,
    recordWriter,
    workspaces: { allowed: [{ id: "w1", prefix: "red" }, { id: "w2" }], defaultId: "w1" },
    folders: definedFolders.parse({
      "red/set": { schema, files: "one-dataset" },
      "w2/set": { schema, files: "one-dataset" },
      free: { workspaceId: "w1", schema },
    }),
    severities: {},
    dropsPerMinute: 60,
    largestFile: 100 * 1024 ** 2,
    waiting: async () => 3,
    personOf: () => person,
    assets: { path: (name) => `/assets/${name}`, read: async () => undefined, rules: async () => "<h1>Rules</h1>" },
    signIn: { issuer: "https://login.example.com/tenant", clientId: "client", scope: "openid" },
    signInOrigins: ["https://token.example.com"],
    failed,
    ...more,
  });

  return {
    app,
    s3,
    storage,
    bucket,
    records,
    recordWriter,
    failed,
    notWritten,
    /** Sends a request. @param body a text as it is, or anything else as JSON */
    async call(as: Person, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      person = as;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = await app.request(`https://page.example.com${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: text }),
      });
      const answer = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      return {
        status: response.status,
        headers: response.headers,
        text: answer,
        body: isJson ? JSON.parse(answer) : null,
      };
    },
    /** Puts a file there as the pipeline has it: with a record and, if wanted, with its report. */
    async drop(
      key: string,
      content: string,
      change: Partial<RecordChange> = {},
      report?: Partial<Report>,
    ): Promise<Drop> {
      const { VersionId = "" } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
      const drop = { bucket, key, versionId: VersionId };
      const startedAt = new Date().toISOString();
      await recordWriter.write({ drop, attempt: 1, startedAt, step: "validating", ...change });
      if (report) {
        const whole: Report = {
          drop,
          outcome: "rejected",
          dataset: null,
          ...unreadRecord(content.length),
          ...NOT_FIXED,
          ...NOT_TYPED,
          droppedBy: null,
          startedAt,
          finishedAt: startedAt,
          ...report,
        };
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: reportKey(drop), Body: JSON.stringify(whole) }));
      }
      return drop;
    },
    idOf: dropId,
    async close() {
      s3.destroy();
      await Promise.all([tables.close(), storage.remove()]);
    },
  };
}

export type TestPage = Awaited<ReturnType<typeof startPage>>;
