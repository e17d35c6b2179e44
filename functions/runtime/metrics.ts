import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import { NAMESPACE } from "./metric-names.ts";

/** Metrics in CloudWatch's embedded format: they travel as log lines and cost no call. The stack's name is their dimension. */
export const metrics = new Metrics({ namespace: NAMESPACE });

/** Writes what an invocation measured, however it ended. (Powertools' own middleware warns of every one that measured nothing.) */
export function publishMetrics(): MiddlewareObj {
  const publish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return {
    before: ({ context }) => metrics.captureColdStartMetric(context.functionName),
    after: publish,
    onError: publish,
  };
}

/**
 * Measures for how long a drop has failed. Its age would not do: one of a large batch, or one that was redriven, is old when it
 * is tried first. SQS's own age of the oldest message leaves out what was received three times.
 *
 * @param since when what failed was first tried, in milliseconds since the epoch
 */
export function measureFailing(since: number): void {
  metrics.addMetric("FailingDropSeconds", MetricUnit.Seconds, Math.max(0, Date.now() - since) / 1000);
}
