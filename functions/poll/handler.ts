import type { DropStep } from "../drops/records/drop-record.ts";
import { number, readEnvironment, text } from "../runtime/environment.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { connectStepService } from "../runtime/step-service.ts";
import { type PollRequest, pollDataset, THROTTLED } from "./poll-dataset.ts";
import { pollRequest } from "./poll-request.ts";

const settings = readEnvironment(
  {
    DATASET_API_URL: text,
    DATASET_TOKEN_SECRET: text,
    FIRST_POLL_SECONDS: number,
    LONGEST_POLL_SECONDS: number,
    PUBLISH_LIMIT_SECONDS: number,
    ...RECORD_SETTINGS,
  },
  process.env,
);

const timing = {
  firstPollSeconds: settings.FIRST_POLL_SECONDS,
  longestPollSeconds: settings.LONGEST_POLL_SECONDS,
  publishLimitSeconds: settings.PUBLISH_LIMIT_SECONDS,
};

const recorded = {
  records: connectStepRecords(settings),
  step: (): DropStep => "processing",
  tried: ({ polls }: PollRequest) => `poll ${polls + 1}`,
  since: ({ polledAt, uploadedAt }: PollRequest) =>
    new Date(Date.parse(polledAt ?? uploadedAt) + timing.longestPollSeconds * 1000).toISOString(),
};

export const handler = stepHandler(pollRequest, "Dataset polled", recorded, async (input, progress) => {
  const result = await pollDataset(input, { datasets: connectStepService(settings, progress), timing });
  if (result.status === THROTTLED) await progress.throttled(result.waitSeconds);
  return result;
});
