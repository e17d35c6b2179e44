import * as z from "zod";

/** One value of a metric, by the minutes since a drop's first attempt. */
export interface Measurement {
  readonly metric: string;
  readonly minute: number;
  readonly value: number;
  /** What it is measured of, by its id in the template, such as `IngestFunction`; any if not given. */
  readonly of?: string;
}

const metric = z.object({ MetricName: z.string(), Dimensions: z.unknown().optional() });
const alarmProperties = z.object({
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  ComparisonOperator: z.literal("GreaterThanOrEqualToThreshold"),
  TreatMissingData: z.literal("notBreaching"),
  MetricName: z.string().optional(),
  Dimensions: z.unknown().optional(),
  Statistic: z.enum(["Sum", "Maximum"]).optional(),
  Period: z.number().optional(),
  Metrics: z
    .array(
      z.object({
        Id: z.string(),
        Expression: z.string().optional(),
        MetricStat: z.object({ Metric: metric, Period: z.number(), Stat: z.enum(["Sum", "Maximum"]) }).optional(),
      }),
    )
    .optional(),
});

/** A day, which is long enough for every drop to have ended. */
const MINUTES = 24 * 60;

/**
 * When an alarm first goes into ALARM, in minutes; null where it never does.
 *
 * As CloudWatch documents it: each period's values make one datapoint, or none; a missing one does not breach; M breaching
 * datapoints of the last N raise the alarm. It is known at a period's end.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function firstAlarm(properties: unknown, measurements: readonly Measurement[]): number | null {
  const alarm = alarmProperties.parse(properties);
  const periodMinutes =
    (alarm.Period ?? alarm.Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 0) / 60;
  const needed = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const breaching: boolean[] = [];
  for (let start = 0; start < MINUTES; start += periodMinutes) {
    const value = valueIn(alarm, (name, statistic, dimensions) => {
      const within = measurements.filter(
        ({ metric, minute, of = "" }) =>
          metric === name && minute >= start && minute < start + periodMinutes && dimensions.includes(of),
      );
      return aggregate(
        within.map(({ value }) => value),
        statistic,
      );
    });
    breaching.push(value !== undefined && value >= alarm.Threshold);
    const last = breaching.slice(-alarm.EvaluationPeriods);
    if (last.filter(Boolean).length >= needed) return start + periodMinutes;
  }
  return null;
}

type Read = (metric: string, statistic: "Sum" | "Maximum", dimensions: string) => number | undefined;

function aggregate(values: readonly number[], statistic: "Sum" | "Maximum"): number | undefined {
  if (values.length === 0) return undefined;
  return statistic === "Sum" ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
}

function valueIn(alarm: z.infer<typeof alarmProperties>, read: Read): number | undefined {
  if (alarm.MetricName !== undefined) {
    return read(alarm.MetricName, alarm.Statistic ?? "Sum", JSON.stringify(alarm.Dimensions ?? []));
  }
  const metrics = alarm.Metrics ?? [];
  const expression = metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? "";
  return sum(expression, (id) => {
    const stat = metrics.find(({ Id }) => Id === id)?.MetricStat;
    return stat && read(stat.Metric.MetricName, stat.Stat, JSON.stringify(stat.Metric.Dimensions ?? []));
  });
}

/** The one form that our alarms have: `FILL(a, 0) + 5 * FILL(b, 0)`. */
function sum(expression: string, read: (id: string) => number | undefined): number {
  return expression.split(" + ").reduce((total, term) => {
    const [, factor = "1", id] = /^(?:(\d+) \* )?FILL\((\w+), 0\)$/.exec(term) ?? [];
    if (id === undefined) throw new Error(`The replay cannot evaluate ${JSON.stringify(term)}.`);
    return total + Number(factor) * (read(id) ?? 0);
  }, 0);
}
