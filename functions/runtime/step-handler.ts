import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type * as z from "zod/mini";
import { needsPerson } from "../datasets/needs-person.ts";
import type { DropStep } from "../drops/records/drop-record.ts";
import type { RecordWriter } from "../drops/records/record-writer.ts";
import { followStep, type StepDrop, type StepProgress } from "../drops/records/step-progress.ts";
import { logger } from "./logger.ts";
import { measureFailing, publishMetrics } from "./metrics.ts";
import { LEFT_TO_LAMBDA } from "./time-out.ts";

/** How a step of the state machine is recorded. */
export interface RecordedStep<Input> {
  readonly records: RecordWriter;
  /** The drop's step while this one is tried. */
  readonly step: (input: Input) => DropStep;
  /** What is tried: failures of the same are counted. */
  readonly tried: (input: Input) => string;
  /** When that was first tried, or a little later, in ISO 8601; undefined where the input does not say it. */
  readonly since: (input: Input) => string | undefined;
}

/**
 * The edge of one of the state machine's steps: reads its input, puts the drop and its dataset on every log line, and says
 * how it went. What it throws is the state machine's to catch, by the error's name.
 */
export function stepHandler<Input extends StepDrop, Result>(
  inputShape: z.ZodMiniType<Input>,
  done: string,
  recorded: RecordedStep<Input>,
  run: (input: Input, progress: StepProgress) => Promise<Result>,
) {
  return middy<unknown, Result>(LEFT_TO_LAMBDA)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(publishMetrics())
    .handler(async (event) => {
      const input = inputShape.parse(event);
      const { drop, dataset } = input;
      logger.appendKeys({ drop, datasetId: dataset?.id });
      const progress = followStep(input, recorded.step(input), recorded.records);
      try {
        const result = await run(input, progress);
        await progress.done();
        logger.info(done, { result });
        return result;
      } catch (error) {
        const since = recorded.since(input);
        if (since !== undefined) measureFailing(Date.parse(since));
        logger.error("Step failed", { error: error instanceof Error ? error : String(error) });
        const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
        await progress.failed(recorded.tried(input), { error: name, reason: message, needsPerson: needsPerson(error) });
        throw error;
      }
    });
}
