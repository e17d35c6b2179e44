import { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { dropShape } from "../drops/publish-input.ts";
import { readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { collectRefused } from "./collect-refused.ts";

const settings = readEnvironment({ DATASET_API_URL: text, DATASET_TOKEN_SECRET: text }, process.env);

const dependencies = {
  bucket: connectDropBucket(new S3Client()),
  datasets: connectStepService(settings),
};

const request = z.object({
  drop: dropShape,
  droppedAt: z.optional(z.string()),
  dataset: z.object({ id: z.string() }),
  file: z.object({ name: z.string(), object: z.optional(dropShape) }),
  importId: z.string(),
});

export const handler = stepHandler(request, "Refused records collected", (input) =>
  collectRefused(input, dependencies),
);
