import type { Logger } from "@aws-lambda-powertools/logger";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { OnTrouble } from "../datasets/dataset-service.ts";
import { DatasetServiceThrottled, DatasetServiceTokenRefused, DatasetServiceUnavailable } from "../datasets/errors.ts";
import { TokenMalformed } from "../datasets/token.ts";
import { metrics } from "./metrics.ts";
import { TokenMissing } from "./token.ts";

/**
 * Counts each failed call to the dataset service, retried or not: a refused token alarms before retries are used up. What
 * is retried within the function is logged too, since the function's own end says nothing of it.
 *
 * @param log names the drop on each line
 * @param retry records what is retried
 */
export function watchTrouble(log: Pick<Logger, "warn">, retry: OnTrouble): OnTrouble {
  return (error, tries, nextAt) => {
    retry(error, tries, nextAt);
    const metric = metricOf(error);
    // A cached token that was rotated away is read again at once: no trouble yet.
    const isRotation = metric === "TokenRefused" && nextAt !== null;
    if (metric && !isRotation) metrics.addMetric(metric, MetricUnit.Count, 1);
    if (nextAt === null) return;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("Call retried", { reason, tries, nextAt: new Date(nextAt).toISOString() });
  };
}

function metricOf(error: unknown): string | undefined {
  const isToken = [DatasetServiceTokenRefused, TokenMissing, TokenMalformed].some((kind) => error instanceof kind);
  if (isToken) return "TokenRefused";
  if (error instanceof DatasetServiceThrottled) return "ServiceThrottled";
  if (error instanceof DatasetServiceUnavailable) return "ServiceUnavailable";
  return undefined;
}
