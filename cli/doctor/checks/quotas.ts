import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda";
import { paginateListServiceQuotas, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import * as z from "zod/mini";
import { numberText } from "../../../functions/validation/number-text.ts";
import type { Deployment } from "../deployment.ts";
import { type Finding, ok, wrong } from "../finding.ts";
import { ask } from "../permissions.ts";
import { readTrigger } from "./ingest.ts";

/** Polls and the report of one drop; each is an invocation of about a second. */
const SHORT_INVOCATIONS_OF_A_DROP = 10;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const DEFAULT_OPEN_EXECUTIONS = 1_000_000;

/** Whether Lambda runs as many invocations at once as the settings may need. */
export async function checkConcurrency(deployment: Deployment): Promise<Finding[]> {
  const { dropsPerMinute } = await deployment.settings();
  const atOnce = (await readTrigger(deployment))?.maxConcurrency ?? 0;
  // A stack without a page has no such output.
  const openPages = Number(deployment.stack.find("PageOpenPages") ?? 0);
  // Ingest; as many uploads, since both read the file once; the short invocations, at the pace of the drops; and one for each open page.
  const needed = 2 * atOnce + Math.ceil((dropsPerMinute / 60) * SHORT_INVOCATIONS_OF_A_DROP) + openPages;
  const { AccountLimit } = await ask("lambda:GetAccountSettings", () =>
    deployment.lambda.send(new GetAccountSettingsCommand({})),
  );
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: unreserved = all } = AccountLimit ?? {};
  const message = `The account has ${numberText(all)} concurrent executions, ${numberText(unreserved)} of them unreserved; the settings need ${numberText(needed)}.`;
  if (unreserved >= needed) return [ok(message)];
  const settings =
    openPages > 0
      ? "ingest.maxConcurrency, limits.dropsPerMinute or page.throttle.openPages"
      : "ingest.maxConcurrency or limits.dropsPerMinute";
  return [wrong(message, `Ask for more in Service Quotas (AWS Lambda, Concurrent executions), or lower ${settings}.`)];
}

const definitionShape = z.object({ TimeoutSeconds: z.number() });

/** Whether Step Functions keeps as many executions open as the settings may need. */
export async function checkOpenExecutions(deployment: Deployment): Promise<Finding[]> {
  const { dropsPerMinute, dropsAtOnce } = await deployment.settings();
  const { definition = "{}" } = await deployment.stateMachine();
  // At worst, each one stays open until it times out.
  const { TimeoutSeconds } = definitionShape.parse(JSON.parse(definition));
  const needed = dropsAtOnce + Math.ceil((dropsPerMinute * TimeoutSeconds) / 60);
  const quota = await ask("servicequotas:ListServiceQuotas", () => readOpenExecutions(deployment));
  const message = `The account may have ${numberText(quota)} open executions; the settings need ${numberText(needed)} at most.`;
  if (quota >= needed) return [ok(message)];
  return [
    wrong(
      message,
      "Ask for more in Service Quotas (AWS Step Functions, open executions), or lower limits.dropsPerMinute or publish.limitSeconds.",
    ),
  ];
}

/** The quota has no documented code, so it is found by its name; one that was never changed may be left out. */
async function readOpenExecutions({ stack }: Deployment): Promise<number> {
  const client = new ServiceQuotasClient(stack.clientSettings);
  try {
    for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: "states" })) {
      const found = Quotas.find(({ QuotaName = "" }) => /open executions/i.test(QuotaName));
      if (found?.Value !== undefined) return found.Value;
    }
    return DEFAULT_OPEN_EXECUTIONS;
  } finally {
    client.destroy();
  }
}
