import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DatasetServiceThrottled, DatasetServiceTokenRefused, DatasetServiceUnavailable } from "../datasets/errors.ts";
import { TokenMalformed } from "../datasets/token.ts";
import { metrics } from "./metrics.ts";
import { TokenMissing } from "./token.ts";

/** Counts a failed call to the dataset service, retried or not: a refused token wakes somebody before retries are used up. */
export function countTrouble(error: unknown): void {
  const metric = metricOf(error);
  if (metric) metrics.addMetric(metric, MetricUnit.Count, 1);
}

function metricOf(error: unknown): string | undefined {
  const isToken = [DatasetServiceTokenRefused, TokenMissing, TokenMalformed].some((kind) => error instanceof kind);
  if (isToken) return "TokenRefused";
  if (error instanceof DatasetServiceThrottled) return "ServiceThrottled";
  if (error instanceof DatasetServiceUnavailable) return "ServiceUnavailable";
  return undefined;
}
