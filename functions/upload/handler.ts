import { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { connectDatasetService } from "../datasets/dataset-service.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { dropShape } from "../drops/publish-input.ts";
import { watchTrouble } from "../runtime/count-trouble.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { logger } from "../runtime/logger.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { tokenFrom } from "../runtime/token.ts";
import { uploadDrop } from "./upload-drop.ts";

const settings = readEnvironment(
  { DATASET_API_URL: text, DATASET_TOKEN_SECRET: text, FIRST_POLL_SECONDS: number },
  process.env,
);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  datasets: connectDatasetService({
    baseUrl: settings.DATASET_API_URL,
    readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
    onTrouble: watchTrouble(logger),
  }),
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
};

const request = z.object({
  drop: dropShape,
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string() }),
  file: z.object({ name: z.string(), bytes: z.number(), object: z.optional(dropShape) }),
  startedAt: z.string(),
});

export const handler = stepHandler(request, "Upload done", (input) => uploadDrop(input, dependencies));
