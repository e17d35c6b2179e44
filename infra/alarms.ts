import { Duration, Stack } from "aws-cdk-lib";
import type { IHttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Rule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { LONGEST_WAIT_SECONDS } from "../functions/ingest/retry-wait.ts";
import type { DropsetMetrics } from "./dropset-metrics.ts";
import type { Settings } from "./settings/settings.ts";

export interface AlarmsProps {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  readonly ingest: IFunction;
  readonly functions: readonly IFunction[];
  readonly stateMachine: StateMachine;
  /** The page's; undefined where there is none. */
  readonly page: IHttpApi | undefined;
  /** Brings an existing bucket's events; undefined where S3 itself does. */
  readonly bridge: Rule | undefined;
  readonly metrics: DropsetMetrics;
  readonly thresholds: Settings["alarms"];
  readonly topic: ITopic;
}

const PERIOD = Duration.minutes(5);
/** By then three attempts at ingest have failed, so a brief problem is over. The fourth fails 13 to 26 minutes after the first. */
const STUCK_AFTER = Duration.minutes(10);

/**
 * What somebody has to be woken for: trouble that does not pass by itself, or that nobody was notified of. A rejected file
 * is neither: its uploader has the answer. docs/runbook.md has a section for each, by its name here.
 */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { queue, deadLetters, ingest, functions, stateMachine, page, bridge, metrics, thresholds, topic } = props;
    const minute = Duration.minutes(1);

    const alarm = (
      name: string,
      reason: string,
      metric: IMetric,
      threshold: number,
      more: Partial<AlarmProps> = {},
    ) => {
      const section = `${thresholds.runbookUrl}#${name.toLowerCase()}`;
      const made = new Alarm(this, name, {
        alarmDescription: `${reason} See ${section}, and run npx dropset doctor --stack ${Stack.of(this).stackName}`,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // Where nothing is dropped, nothing is measured, and nothing is wrong.
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...more,
      });
      made.addAlarmAction(new SnsAction(topic));
      made.addOkAction(new SnsAction(topic));
      return made;
    };

    this.all = [
      alarm(
        "DeadLetters",
        "Messages are in the dead-letter queue: every retry of their drops failed, and their uploaders have no answer.",
        deadLetters.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: Stats.MAXIMUM }),
        1,
      ),
      alarm(
        "ExecutionsFailed",
        "A drop failed for a reason other than its file. Its uploader has a report.",
        stateMachine.metricFailed({ period: PERIOD }),
        1,
      ),
      alarm(
        "ExecutionsTimedOut",
        "An execution timed out or was aborted, and its drop has no report.",
        new MathExpression({
          expression: "FILL(timedOut, 0) + FILL(aborted, 0)",
          label: "Executions timed out or aborted",
          usingMetrics: { timedOut: stateMachine.metricTimedOut(), aborted: stateMachine.metricAborted() },
          period: PERIOD,
        }),
        1,
      ),
      alarm(
        "IngestErrors",
        "Ingest fails. The queue keeps the drops, and they are retried.",
        new MathExpression({
          // A handled failure may be a blip; a crash or a timeout is not, and one alone is enough.
          expression: `FILL(failures, 0) + ${thresholds.ingestFailures} * FILL(errors, 0)`,
          label: "Failed attempts",
          usingMetrics: { failures: metrics.ingestFailures(), errors: ingest.metricErrors() },
          period: PERIOD,
        }),
        thresholds.ingestFailures,
      ),
      alarm(
        "StuckDrop",
        "A drop failed each time that it was retried. It keeps failing until the cause is fixed.",
        metrics.failingSeconds(),
        STUCK_AFTER.toSeconds(),
        {
          // Keeps the alarm on between retries, which are up to an hour apart.
          evaluationPeriods: Math.ceil(LONGEST_WAIT_SECONDS / PERIOD.toSeconds()) + 1,
          datapointsToAlarm: 1,
        },
      ),
      alarm(
        "OldestDrop",
        "Drops wait too long: they arrive faster than they are processed, or keep failing.",
        queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
        thresholds.oldestDropMinutes * 60,
      ),
      alarm(
        "TokenRefused",
        "The dataset service refuses the token, or the secret is empty or cannot be read. Nothing is published until that is fixed.",
        metrics.tokenRefused(),
        // A token that a rotation made old is read again and not counted, so that one refusal means that no call can succeed.
        1,
      ),
      alarm(
        "ServiceThrottled",
        "The dataset service throttles calls: the setting limits.dropsPerMinute is too high.",
        metrics.throttled(),
        thresholds.throttledCalls,
      ),
      alarm(
        "FunctionsThrottled",
        "Lambda throttles the functions: the account's concurrency is used up.",
        new MathExpression({
          expression: functions.map((_, index) => `FILL(f${index}, 0)`).join(" + "),
          label: "Throttled invocations",
          usingMetrics: Object.fromEntries(functions.map((one, index) => [`f${index}`, one.metricThrottles()])),
          period: PERIOD,
        }),
        1,
        // A burst is over within a period. A single drop that is throttled is so again after the queue's visibility timeout,
        // half an hour later.
        { evaluationPeriods: 12, datapointsToAlarm: 2 },
      ),
      alarm(
        "RecordsNotWritten",
        "Records cannot be written, so the page and dropset status are out of date. Drops are still published.",
        metrics.recordsNotWritten(),
        // A drop has four writes, and the next one makes up for one that failed.
        3,
      ),
      ...(page
        ? [
            alarm(
              "PageErrors",
              "The page answers with server errors. Drops are still published.",
              page.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
              thresholds.pageErrors,
            ),
          ]
        : []),
      ...(bridge
        ? [
            alarm(
              "EventsNotDelivered",
              "EventBridge could not deliver events of new files to the queue. The files are not processed; their events may be in the dead-letter queue.",
              failedInvocations(bridge),
              1,
            ),
          ]
        : []),
    ];
  }
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
function failedInvocations({ ruleName }: Rule): IMetric {
  return new Metric({
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensionsMap: { RuleName: ruleName },
    statistic: Stats.SUM,
    period: Duration.minutes(1),
  });
}
