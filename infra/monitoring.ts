import { Duration, Stack } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  SingleValueWidget,
  Stats,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Rule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { OUTCOMES } from "../functions/drops/report.ts";
import { Alarms } from "./alarms.ts";
import type { DropsetFunction } from "./dropset-function.ts";
import type { DropsetMetrics } from "./dropset-metrics.ts";
import type { Ingest } from "./ingest.ts";
import type { Page } from "./page.ts";
import type { Publish } from "./publish.ts";
import { serviceNameOf } from "./service-name.ts";
import type { Settings } from "./settings/settings.ts";

export interface MonitoringProps {
  readonly ingest: Ingest;
  readonly publish: Publish;
  /** undefined where there is none. */
  readonly page: Page | undefined;
  /** Brings an existing bucket's events; undefined where S3 itself does. */
  readonly bridge: Rule | undefined;
  readonly metrics: DropsetMetrics;
  readonly key: IKey | undefined;
  readonly settings: Settings;
}

/** Shows how the pipeline does: alarms for the person on call, and a dashboard. */
export class Monitoring extends Construct {
  /** Where alarms go. */
  readonly topic: Topic;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { ingest, publish, page, bridge, metrics, key, settings } = props;
    const { upload, poll, refused, report, stateMachine } = publish;
    const functions = [ingest.function, upload, poll, refused, report, ...(page ? [page.function] : [])];

    this.topic = new Topic(this, "AlarmTopic", {
      displayName: "dropset alarms",
      enforceSSL: true,
      // Only a key of the account's own lets CloudWatch in: under SNS's own, an alarm would never arrive. An alarm holds
      // names and numbers, and nothing of a file.
      ...(key && { masterKey: key }),
    });
    // Demanding TLS gives the topic a policy of its own in place of SNS's, which would let the account's alarms in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "Alarms",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    for (const email of settings.alarmEmails) this.topic.addSubscription(new EmailSubscription(email));

    const alarms = new Alarms(this, "Alarms", {
      queue: ingest.queue,
      deadLetters: ingest.deadLetters,
      ingest: ingest.function,
      functions,
      stateMachine,
      page: page?.api,
      bridge,
      metrics,
      thresholds: settings.alarms,
      topic: this.topic,
    });

    this.dashboard = new Dashboard(this, "Dashboard", {
      // The names of an account's dashboards are the same in all regions.
      dashboardName: `${serviceNameOf(this)}-${Stack.of(this).region}`,
      defaultInterval: Duration.days(1),
    });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms.all], width: 24, height: 3 }),
      new SingleValueWidget({
        title: "Drops",
        metrics: OUTCOMES.map((outcome) => metrics.drops(outcome, { label: outcome })),
        setPeriodToTimeRange: true,
        width: 12,
      }),
      new SingleValueWidget({
        title: "Queue and dead-letter queue",
        metrics: [
          ingest.queue.metricApproximateNumberOfMessagesVisible({ label: "waiting" }),
          ingest.queue.metricApproximateNumberOfMessagesNotVisible({ label: "in progress" }),
          ingest.deadLetters.metricApproximateNumberOfMessagesVisible({ label: "dead letters" }),
        ],
        width: 12,
      }),
      new GraphWidget({
        title: "Reports by outcome",
        left: OUTCOMES.map((outcome) => metrics.drops(outcome, { label: outcome })),
        right: [metrics.duplicateEvents({ label: "duplicate events" })],
        stacked: true,
        width: 12,
      }),
      new GraphWidget({
        title: "From drop to READY, in seconds",
        left: [
          metrics.secondsToReady({ label: "median", statistic: Stats.p(50) }),
          metrics.secondsToReady({ label: "p95" }),
        ],
        width: 12,
      }),
      new GraphWidget({
        title: "Validated",
        left: [metrics.bytes({ label: "bytes" })],
        right: [metrics.rows({ label: "rows" }), metrics.validationSeconds({ label: "seconds, p95" })],
        width: 12,
      }),
      new GraphWidget({
        title: "The dataset service",
        left: [
          metrics.throttled({ label: "throttled" }),
          metrics.unavailable({ label: "unavailable" }),
          metrics.tokenRefused({ label: "token refused" }),
        ],
        right: [
          metrics.pacedSeconds({ label: "longest wait for the rate limit, seconds" }),
          metrics.failingSeconds({ label: "a drop has failed for so long, seconds" }),
        ],
        width: 12,
      }),
      new GraphWidget({
        title: "Function errors",
        left: functions.map((one) => one.metricErrors({ label: one.node.id })),
        right: functions.map((one) => one.metricThrottles({ label: `${one.node.id}, throttled` })),
        width: 12,
      }),
      new GraphWidget({
        title: "Function durations, p95",
        left: functions.map((one) => one.metricDuration({ label: one.node.id, statistic: Stats.p(95) })),
        width: 12,
      }),
      ...(page
        ? [
            new GraphWidget({
              title: "Page requests",
              left: [page.api.metricCount({ label: "requests" })],
              right: [
                page.api.metricServerError({ label: "failed", statistic: Stats.SUM }),
                page.api.metricClientError({ label: "refused", statistic: Stats.SUM }),
                metrics.pageErrors({ label: "errors" }),
              ],
              width: 12,
            }),
            new GraphWidget({
              title: "Page latency, p95, in milliseconds",
              left: [page.api.metricLatency({ label: "including long polls", statistic: Stats.p(95) })],
              width: 12,
            }),
          ]
        : []),
      new LogQueryWidget({
        title: "Latest errors",
        logGroupNames: functions.map((one: DropsetFunction) => one.logGroup.logGroupName),
        queryLines: [
          "fields @timestamp, level, message, drop.key, datasetId, error.message",
          'filter level in ["WARN", "ERROR", "CRITICAL"]',
          "sort @timestamp desc",
          "limit 50",
        ],
        width: 24,
        height: 8,
      }),
    );
  }
}
