import { Metrics } from "@aws-lambda-powertools/metrics";

/** Metrics in CloudWatch's embedded format: they travel as log lines and cost no call. */
export const metrics = new Metrics({ namespace: "Dropset", serviceName: "dropset" });
