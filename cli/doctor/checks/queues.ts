import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { plural } from "../../../functions/report/html/words.ts";
import { countDeadLetters } from "../../stack/dead-letters.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, isMissing, missing, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";

/** Whether the queue is there, and moves what fails too often to the dead-letter queue. */
export async function checkQueue({ stack, queueArn }: Deployment): Promise<Finding[]> {
  const deadLetters = stack.output("DeadLetterQueueArn");
  try {
    const { Attributes = {} } = await ask("sqs:GetQueueAttributes", () =>
      stack.sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: stack.output("DropQueueUrl"),
          AttributeNames: ["ApproximateNumberOfMessages", "RedrivePolicy"],
        }),
      ),
    );
    if (Attributes.RedrivePolicy?.includes(`"${deadLetters}"`)) {
      return [ok(`${plural(Number(Attributes.ApproximateNumberOfMessages ?? 0), "message")} in it.`)];
    }
    return [
      wrong(
        "Messages that fail too often are not moved to the dead-letter queue.",
        `Set its redrive policy's deadLetterTargetArn to ${deadLetters}.`,
      ),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The queue ${queueArn}`)];
    throw error;
  }
}

/** Whether drops wait in the dead-letter queue. */
export async function checkDeadLetters({ stack }: Deployment): Promise<Finding[]> {
  try {
    const waiting = await ask("sqs:GetQueueAttributes", () => countDeadLetters(stack));
    if (waiting === 0) return [ok("It is empty.")];
    return [
      wrong(
        `${plural(waiting, "message")} in it.`,
        "Fix the cause (docs/runbook.md, DeadLetters), then run dropset redrive.",
      ),
    ];
  } catch (error) {
    if (isMissing(error)) return [missing(`The queue ${stack.output("DeadLetterQueueArn")}`)];
    throw error;
  }
}
