import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";
import type { Context } from "hono";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import * as z from "zod/mini";
import { definedFolders } from "../drops/folders.ts";
import { connectRecordReader } from "../drops/records/record-reader.ts";
import { workspaceList } from "../drops/workspace-settings.ts";
import { json, number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { metrics, publishMetrics } from "../runtime/metrics.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { LEFT_TO_LAMBDA } from "../runtime/time-out.ts";
import { severitiesSchema } from "../validation/severities.ts";
import { createPageApp } from "./app.ts";
import { readPageAssets } from "./assets.ts";
import { readPerson } from "./claims.ts";
import { SIGNING_CONFIG } from "./signing.ts";
import { countWaiting } from "./waiting-drops.ts";

const settings = readEnvironment(
  {
    ACCESS: json(z.record(z.string(), z.array(z.string()))),
    ACCESS_CLAIM: text,
    BUCKET: text,
    DEFAULT_WORKSPACE_ID: z.optional(z.string()),
    DROP_QUEUE_URL: text,
    DROPS_PER_MINUTE: number,
    FINDING_SEVERITIES: json(severitiesSchema),
    FOLDERS: json(definedFolders),
    LARGEST_FILE_BYTES: number,
    ...RECORD_SETTINGS,
    SIGN_IN: json(z.object({ issuer: z.string(), clientId: z.string(), scope: z.string() })),
    SIGN_IN_ORIGINS: json(z.array(z.string())),
    WORKSPACES: json(workspaceList),
  },
  process.env,
);

const sqs = new SQSClient();
const byClaim = { claim: settings.ACCESS_CLAIM, access: new Map(Object.entries(settings.ACCESS)) };

const app = createPageApp({
  s3: new S3Client(SIGNING_CONFIG),
  bucket: settings.BUCKET,
  records: connectRecordReader(settings.RECORDS_TABLE, new DynamoDBClient()),
  recordWriter: connectStepRecords(settings),
  workspaces: { allowed: settings.WORKSPACES, defaultId: settings.DEFAULT_WORKSPACE_ID || undefined },
  folders: settings.FOLDERS,
  severities: settings.FINDING_SEVERITIES,
  dropsPerMinute: settings.DROPS_PER_MINUTE,
  largestFile: settings.LARGEST_FILE_BYTES,
  waiting: () =>
    countWaiting(settings.DROP_QUEUE_URL, sqs, (error) => logger.warn("Could not count the waiting drops", { error })),
  personOf: (c) => readPerson(c.req.header("authorization"), verifiedClaims(c), byClaim),
  assets: readPageAssets(new URL("./assets/", import.meta.url)),
  signIn: settings.SIGN_IN,
  signInOrigins: settings.SIGN_IN_ORIGINS,
  failed(error, c) {
    metrics.addMetric("PageErrors", MetricUnit.Count, 1);
    // The path alone: a query may hold what somebody searches a file for, and headers hold the token.
    const { method, path } = c.req;
    logger.error("Request failed", { error: error instanceof Error ? error : String(error), method, path });
  },
});
const answer = handle(app);

/** Written by the gateway's authorizer, from the token whose signature it verified; undefined on routes without one. */
const verified = z.object({
  requestContext: z.object({ authorizer: z.object({ jwt: z.object({ claims: z.unknown() }) }) }),
});

function verifiedClaims({ env }: Context): unknown {
  return verified.safeParse(env).data?.requestContext.authorizer.jwt.claims;
}

export const handler = middy<LambdaEvent, Awaited<ReturnType<typeof answer>>>(LEFT_TO_LAMBDA)
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(publishMetrics())
  .handler((event, context) => answer(event, context));
