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
 * Measures how old a drop is whose try failed. SQS's own age of the oldest message leaves out what was received three times.
 *
 * @param droppedAt its event's time, in ISO 8601
 */
export function measureUnfinished(droppedAt: string): void {
  const seconds = Math.max(0, Date.now() - Date.parse(droppedAt)) / 1000;
  metrics.addMetric("UnfinishedDropSeconds", MetricUnit.Seconds, seconds);
}
