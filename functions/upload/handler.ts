import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { S3Client } from "@aws-sdk/client-s3";
import middy from "@middy/core";
import * as z from "zod/mini";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { countTrouble } from "../runtime/count-trouble.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { metrics } from "../runtime/metrics.ts";
import { tokenFrom } from "../runtime/token.ts";
import { type UploadResult, uploadDrop } from "./upload-drop.ts";

const settings = readEnvironment(
  { DATASET_API_URL: text, DATASET_TOKEN_SECRET: text, FIRST_POLL_SECONDS: number },
  process.env,
);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  datasets: connectDatasetService({
    baseUrl: settings.DATASET_API_URL,
    readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
    onTrouble: countTrouble,
  }),
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
};

const request = z.object({
  drop: z.object({ bucket: z.string(), key: z.string(), versionId: z.string() }),
  dataset: z.object({ id: z.string() }),
  file: z.object({ name: z.string(), bytes: z.number() }),
  startedAt: z.string(),
});

export const handler = middy<unknown, UploadResult>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async (event) => {
    const upload = request.parse(event);
    logger.appendKeys({ drop: upload.drop, datasetId: upload.dataset.id });
    const result = await uploadDrop(upload, dependencies);
    logger.info("Upload done", { ...result });
    return result;
  });
