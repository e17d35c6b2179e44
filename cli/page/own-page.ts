import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { definedFolders } from "../../functions/drops/folders.ts";
import { connectRecordWriter } from "../../functions/drops/records/record-writer.ts";
import { workspaceList } from "../../functions/drops/workspace-settings.ts";
import { SIGNING_CONFIG } from "../../functions/page/signing.ts";
import { countWaiting } from "../../functions/page/waiting-drops.ts";
import { json, number } from "../../functions/runtime/environment.ts";
import { severitiesSchema } from "../../functions/validation/severities.ts";
import type { OwnPage } from "../../page/server/server.ts";
import { inspect } from "../doctor/deployment.ts";
import { PermissionMissing } from "../doctor/permissions.ts";
import type { Stack } from "../stack/connect.ts";
import { Explained } from "../terminal/explained.ts";

/** The settings that a stack's outputs do not have, as its ingest function has them. */
const environment = z.object({
  DEFAULT_WORKSPACE_ID: z.optional(z.string()),
  DROPS_PER_MINUTE: number,
  FINDING_SEVERITIES: json(severitiesSchema),
  FOLDERS: json(definedFolders),
  LARGEST_FILE_BYTES: number,
  RECORD_DAYS: number,
  WORKSPACES: json(workspaceList),
});

/**
 * What the page needs of a deployed stack, with the user's credentials.
 *
 * @throws {WrongUse} the stack is no dropset stack, or an older version deployed it
 * @throws {Explained} a permission is missing
 */
export async function connectPage(stack: Stack): Promise<{ page: OwnPage; close(): void }> {
  const settings = await readSettings(stack);
  const { clientSettings, bucket } = stack;
  const tableName = stack.output("RecordsTableName");
  const s3 = new S3Client({
    ...clientSettings,
    ...(await regionOf(stack)),
    forcePathStyle: stack.s3.config.forcePathStyle === true,
    ...SIGNING_CONFIG,
  });
  const dynamodb = new DynamoDBClient(clientSettings);
  return {
    page: {
      s3,
      bucket,
      records: stack.records(),
      recordWriter: connectRecordWriter({
        tableName,
        client: dynamodb,
        keptDays: settings.RECORD_DAYS,
        // The pipeline writes the record when it takes the drop in: it only appears a moment later.
        notWritten: () => undefined,
      }),
      workspaces: { allowed: settings.WORKSPACES, defaultId: settings.DEFAULT_WORKSPACE_ID || undefined },
      folders: settings.FOLDERS,
      severities: settings.FINDING_SEVERITIES,
      dropsPerMinute: settings.DROPS_PER_MINUTE,
      largestFile: settings.LARGEST_FILE_BYTES,
      // The page leaves the number out if the caller has no permission to count.
      waiting: () => countWaiting(stack.output("DropQueueUrl"), stack.sqs, () => undefined),
    },
    close() {
      s3.destroy();
      dynamodb.destroy();
    },
  };
}

async function readSettings(stack: Stack): Promise<z.infer<typeof environment>> {
  const deployment = inspect(stack);
  try {
    const { Environment } = await deployment.ingest();
    // Lambda decrypts the variables in the caller's name.
    if (Environment?.Error) throw new PermissionMissing("kms:Decrypt", Environment.Error);
    const read = environment.safeParse(Environment?.Variables ?? {});
    if (read.success) return read.data;
    const wrong = read.error.issues.map(({ path }) => path.join("."));
    throw new Explained(
      `The ingest function of ${stack.name} has no ${wrong.join(", ")} that this version understands: deploy the stack again.`,
      { exitCode: 2 },
    );
  } catch (error) {
    if (!(error instanceof PermissionMissing)) throw error;
    throw new Explained(`These credentials do not have the permission ${error.action}, which the page needs.`, {
      exitCode: 2,
      cause: error,
    });
  } finally {
    deployment.close();
  }
}

/** A URL is signed for a region, and a bucket that was there before may be in another one than the stack. */
async function regionOf({ s3, bucket }: Stack): Promise<{ region?: string }> {
  try {
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion === undefined ? {} : { region: BucketRegion };
  } catch {
    // Not everybody may ask: then it is the stack's.
    return {};
  }
}
