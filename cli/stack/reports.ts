import { GetObjectCommand, NoSuchKey, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { type Drop, INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { reportKey, reportsPrefix } from "../../functions/drops/object-keys.ts";
import { OUTCOMES, type Report } from "../../functions/drops/report.ts";
import type { Answer } from "../drops/progress.ts";
import { shownName } from "../terminal/one-line.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import type { Stack } from "./connect.ts";

// Written by our own report function; only the fields that are used here are checked.
const report = z.custom<Report>(
  (value) =>
    z
      .object({
        drop: z.object({ bucket: z.string(), key: z.string(), versionId: z.string() }),
        outcome: z.enum(OUTCOMES),
        dataset: z.nullable(z.object({ id: z.string() })),
        file: z.object({ bytes: z.number(), rows: z.number(), columns: z.array(z.object({ visible: z.boolean() })) }),
        findings: z.array(z.object({ code: z.string(), message: z.string() })),
        findingCounts: z.record(z.string(), z.number()),
      })
      .safeParse(value).success,
);

/** The drop's report; undefined if there is none yet. */
export function readAnswer(stack: Stack, drop: Drop): Promise<Answer | undefined> {
  return readReport(stack, reportKey(drop));
}

/** The newest report for a key; undefined if there is none. */
export async function readNewestAnswer(stack: Stack, key: string): Promise<Answer | undefined> {
  const prefix = reportsPrefix(key);
  let newest: { key: string; written: Date } | undefined;
  for await (const page of paginateListObjectsV2({ client: stack.s3 }, { Bucket: stack.bucket, Prefix: prefix })) {
    for (const { Key = "", LastModified: written = new Date(0) } of page.Contents ?? []) {
      const [, versionId] = /([^/]+)\.json$/.exec(Key) ?? [];
      // A key below this one, or one that begins as it does, has reports of its own.
      if (versionId === undefined || reportKey({ bucket: stack.bucket, key, versionId }) !== Key) continue;
      if (!newest || written >= newest.written) newest = { key: Key, written };
    }
  }
  return newest && readReport(stack, newest.key);
}

/**
 * Reads a key that was typed with `incoming/`, without it, or as an S3 address.
 *
 * @throws {WrongUse} the address names another bucket
 */
export function readKey(text: string, { name, bucket }: Pick<Stack, "name" | "bucket">): string {
  const [, named] = /^s3:\/\/([^/]*)/.exec(text) ?? [];
  if (named !== undefined && named !== bucket) {
    throw new WrongUse(
      `${shownName(text)} is in the bucket ${shownName(named)}, but the stack ${name} has the bucket ${bucket}. Select the stack with --stack.`,
    );
  }
  const key = text.replace(/^s3:\/\/[^/]*\/?/, "");
  return key.startsWith(INCOMING_PREFIX) ? key : INCOMING_PREFIX + key;
}

async function readReport({ s3, bucket }: Stack, key: string): Promise<Answer | undefined> {
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const content: unknown = JSON.parse((await object.Body?.transformToString()) ?? "null");
    return { report: report.parse(content), reportPath: `s3://${bucket}/${key}` };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
