import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import * as z from "zod/mini";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { countTrouble } from "../runtime/count-trouble.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { metrics } from "../runtime/metrics.ts";
import { tokenFrom } from "../runtime/token.ts";
import { type PollResult, pollDataset } from "./poll-dataset.ts";

const settings = readEnvironment(
  {
    DATASET_API_URL: text,
    DATASET_TOKEN_SECRET: text,
    FIRST_POLL_SECONDS: number,
    LONGEST_POLL_SECONDS: number,
    PUBLISH_LIMIT_SECONDS: number,
  },
  process.env,
);

const dependencies = {
  datasets: connectDatasetService({
    baseUrl: settings.DATASET_API_URL,
    readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
    onTrouble: countTrouble,
  }),
  timing: {
    firstPollSeconds: settings.FIRST_POLL_SECONDS,
    longestPollSeconds: settings.LONGEST_POLL_SECONDS,
    publishLimitSeconds: settings.PUBLISH_LIMIT_SECONDS,
  },
};

const request = z.object({
  drop: z.unknown(),
  dataset: z.object({ id: z.string() }),
  startedAt: z.string(),
  uploadedAt: z.string(),
  polls: z.number(),
});

export const handler = middy<unknown, PollResult>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async (event) => {
    const poll = request.parse(event);
    logger.appendKeys({ drop: poll.drop, datasetId: poll.dataset.id });
    const result = await pollDataset(poll, dependencies);
    logger.info("Dataset polled", { ...result });
    return result;
  });
