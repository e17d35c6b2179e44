import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type * as z from "zod/mini";
import type { Drop } from "../drops/drop.ts";
import { logger } from "./logger.ts";
import { measureUnfinished, publishMetrics } from "./metrics.ts";
import { LEFT_TO_LAMBDA } from "./time-out.ts";

interface StepInput {
  readonly drop: Drop;
  readonly dataset: { readonly id: string } | null;
  /** When the file was dropped, in ISO 8601; an execution that an earlier version began does not say it. */
  readonly droppedAt?: string | undefined;
}

/**
 * The edge of one of the state machine's steps: reads its input, puts the drop and its dataset on every log line, and says
 * how it went. What it throws is the state machine's to catch, by the error's name.
 */
export function stepHandler<Input extends StepInput, Result>(
  inputShape: z.ZodMiniType<Input>,
  done: string,
  run: (input: Input) => Promise<Result>,
) {
  return middy<unknown, Result>(LEFT_TO_LAMBDA)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(publishMetrics())
    .handler(async (event) => {
      const input = inputShape.parse(event);
      logger.appendKeys({ drop: input.drop, datasetId: input.dataset?.id });
      try {
        const result = await run(input);
        logger.info(done, { result });
        return result;
      } catch (error) {
        if (input.droppedAt !== undefined) measureUnfinished(input.droppedAt);
        logger.error("Step failed", { error: error instanceof Error ? error : String(error) });
        throw error;
      }
    });
}
