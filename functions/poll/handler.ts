import { number, readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { pollDataset } from "./poll-dataset.ts";
import { pollRequest } from "./poll-request.ts";

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
  datasets: connectStepService(settings),
  timing: {
    firstPollSeconds: settings.FIRST_POLL_SECONDS,
    longestPollSeconds: settings.LONGEST_POLL_SECONDS,
    publishLimitSeconds: settings.PUBLISH_LIMIT_SECONDS,
  },
};

export const handler = stepHandler(pollRequest, "Dataset polled", (input) => pollDataset(input, dependencies));
