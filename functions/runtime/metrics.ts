import { Metrics } from "@aws-lambda-powertools/metrics";
import { NAMESPACE } from "./metric-names.ts";

/** Metrics in CloudWatch's embedded format: they travel as log lines and cost no call. The stack's name is their dimension. */
export const metrics = new Metrics({ namespace: NAMESPACE });
