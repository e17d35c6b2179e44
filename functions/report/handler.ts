import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import * as z from "zod/mini";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { publishInput } from "../drops/publish-input.ts";
import type { Outcome } from "../drops/report.ts";
import { readEnvironment, text } from "../runtime/environment.ts";
import { metrics } from "../runtime/metrics.ts";
import { stepHandler } from "../runtime/step-handler.ts";
import { connectStepRecords, RECORD_SETTINGS } from "../runtime/step-records.ts";
import { ENDINGS, type ReportRequest } from "./ending.ts";
import { connectEventBus } from "./event-bus.ts";
import { connectKeptFiles } from "./kept-files.ts";
import { connectNotices } from "./notices.ts";
import { reportDrop } from "./report-drop.ts";

const settings = readEnvironment({ EVENT_BUS: text, NOTICES_TOPIC: text, ...RECORD_SETTINGS }, process.env);

const s3 = new S3Client();
const records = connectStepRecords(settings);
const dependencies = {
  records,
  bucket: connectDropBucket(s3),
  keptFiles: connectKeptFiles(s3),
  eventBus: connectEventBus(settings.EVENT_BUS, new EventBridgeClient()),
  notices: connectNotices(settings.NOTICES_TOPIC, new SNSClient()),
};

const count = z.nullable(z.number());

// The whole state of the execution: which parts are there depends on how far it came.
const state = z.object({
  ...publishInput.shape,
  ending: z.enum(ENDINGS),
  poll: z.optional(
    z.object({
      status: z.string(),
      elapsedSeconds: z.number(),
      sinceUploadSeconds: z.optional(z.number()),
      queuedSeconds: z.optional(z.number()),
      datapoints: z.nullish(z.number()),
      importId: z.nullish(z.string()),
      counts: z.nullish(z.object({ accepted: count, duplicates: count, rejected: count })),
      reason: z.nullish(z.string()),
      polledAt: z.optional(z.string()),
    }),
  ),
  refused: z.optional(z.object({ workKey: z.string() })),
  failure: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
});
const request = z.pipe(
  state,
  z.transform((given: z.infer<typeof state>) => ({ ...given, droppedAt: given.startedAt })),
);

const recorded = {
  records,
  step: ({ dataset }: { readonly dataset: object | null }) => (dataset ? "processing" : "validating"),
  tried: () => "report",
  since: ({ poll }: z.infer<typeof state>) => poll?.polledAt,
} as const;

export const handler = stepHandler(
  request,
  "Drop answered",
  recorded,
  async ({ ending, poll, refused, failure, droppedAt: _, ...input }) => {
    const result = await reportDrop(
      {
        input,
        ending,
        poll: poll ? withDefaults(poll) : null,
        refusedKey: refused?.workKey,
        failure: failure ? { error: failure.Error, cause: readCause(failure.Cause) } : null,
      },
      dependencies,
    );
    measureAnswer("DropsAnswered", MetricUnit.Count, 1, result.outcome);
    if (result.outcome === "ready") measureAnswer("SecondsToReady", MetricUnit.Seconds, result.seconds, result.outcome);
    return result;
  },
);

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** A metric of its own: the outcome is no dimension of what else the invocation measures. */
function measureAnswer(name: string, unit: Unit, value: number, outcome: Outcome): void {
  const single = metrics.singleMetric();
  single.addDimension("outcome", outcome);
  single.addMetric(name, unit, value);
}

/** Which parts are there depends on the last step. */
function withDefaults(poll: NonNullable<z.infer<typeof state>["poll"]>): NonNullable<ReportRequest["poll"]> {
  const { datapoints = null, importId = null, counts = null, reason = null, ...others } = poll;
  const { sinceUploadSeconds = 0, queuedSeconds = 0, status, elapsedSeconds } = others;
  return { status, elapsedSeconds, datapoints, importId, counts, reason, sinceUploadSeconds, queuedSeconds };
}

const lambdaFailure = z.object({ errorMessage: z.string() });

/** A function's failure reaches the state machine as JSON with its message inside; anything else is said as it is. */
function readCause(cause = ""): string {
  try {
    return lambdaFailure.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause.slice(0, 500);
  }
}
