import { Metrics } from "@aws-lambda-powertools/metrics";
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
