import { connectDatasetService, type DatasetService } from "../datasets/dataset-service.ts";
import type { StepProgress } from "../drops/records/step-progress.ts";
import { watchTrouble } from "./count-trouble.ts";
import { logger } from "./logger.ts";
import { tokenFrom } from "./token.ts";

/** The dataset service for one run of the state machine's steps, by its environment. */
export function connectStepService(
  settings: { readonly DATASET_API_URL: string; readonly DATASET_TOKEN_SECRET: string },
  progress: Pick<StepProgress, "retry">,
): DatasetService {
  return connectDatasetService({
    baseUrl: settings.DATASET_API_URL,
    readToken: tokenFrom(settings.DATASET_TOKEN_SECRET),
    onTrouble: watchTrouble(logger, progress.retry),
  });
}
