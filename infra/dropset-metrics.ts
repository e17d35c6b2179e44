import { Duration } from "aws-cdk-lib";
import { Metric, type MetricOptions, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Outcome } from "../functions/drops/report.ts";
import { NAMESPACE } from "../functions/runtime/metric-names.ts";
import { serviceNameOf } from "./service-name.ts";

/** What the functions measure, in CloudWatch. Each construct of an account has metrics of its own. */
export class DropsetMetrics {
  readonly #service: string;

  constructor(scope: Construct) {
    this.#service = serviceNameOf(scope);
  }

  /** Drops that got their answer, by its outcome. */
  drops(outcome: Outcome, options?: MetricOptions): Metric {
    return this.#metric("DropsAnswered", { outcome }, options);
  }

  /** From the drop to READY, in seconds. */
  secondsToReady(options?: MetricOptions): Metric {
    return this.#metric("SecondsToReady", { outcome: "ready" }, { statistic: Stats.p(95), ...options });
  }

  /** Rows of the files that were validated. */
  rows(options?: MetricOptions): Metric {
    return this.#metric("Rows", {}, options);
  }

  /** Bytes of the files that were validated. */
  bytes(options?: MetricOptions): Metric {
    return this.#metric("Bytes", {}, options);
  }

  /** How long validation took, in seconds. */
  validationSeconds(options?: MetricOptions): Metric {
    return this.#metric("ValidationSeconds", {}, { statistic: Stats.p(95), ...options });
  }

  /** How long drops waited for their turn, in seconds. */
  pacedSeconds(options?: MetricOptions): Metric {
    return this.#metric("PacedSeconds", {}, { statistic: Stats.MAXIMUM, ...options });
  }

  /** Tries at taking a drop in that failed, and will be made again. */
  ingestFailures(options?: MetricOptions): Metric {
    return this.#metric("IngestFailures", {}, options);
  }

  /** For how long a drop failed that failed longest, in seconds. */
  failingSeconds(options?: MetricOptions): Metric {
    return this.#metric("FailingDropSeconds", {}, { statistic: Stats.MAXIMUM, ...options });
  }

  /** Second events for a drop that is done or in progress: nothing is done for them. */
  duplicateEvents(options?: MetricOptions): Metric {
    return this.#metric("DuplicateEvents", {}, options);
  }

  /** Records of drops that could not be written: the drops went on, and nobody sees how far they are. */
  recordsNotWritten(options?: MetricOptions): Metric {
    return this.#metric("RecordsNotWritten", {}, options);
  }

  /** Calls that the dataset service refused for their token, or that had none to send. */
  tokenRefused(options?: MetricOptions): Metric {
    return this.#metric("TokenRefused", {}, options);
  }

  /** Calls that the dataset service throttled. */
  throttled(options?: MetricOptions): Metric {
    return this.#metric("ServiceThrottled", {}, options);
  }

  /** Calls that the dataset service could not answer. */
  unavailable(options?: MetricOptions): Metric {
    return this.#metric("ServiceUnavailable", {}, options);
  }

  /** The page's requests that failed by no fault of theirs. */
  pageErrors(options?: MetricOptions): Metric {
    return this.#metric("PageErrors", {}, options);
  }

  #metric(metricName: string, dimensions: Record<string, string>, options: MetricOptions = {}): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { service: this.#service, ...dimensions },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    });
  }
}
