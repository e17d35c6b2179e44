import * as z from "zod";
import { readInput, ServiceFailure } from "./gateway/json-protocol.ts";

const listInput = z.object({ ServiceCode: z.string() });

/** The account's quotas that the local run keeps to, with AWS's defaults; Service Quotas shows them. */
export class Quotas {
  /** How many invocations of all functions may run at once. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  concurrentExecutions = 1000;
  /** How many executions may be open at once. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
  openExecutions = 1_000_000;

  handle(operation: string, input: Record<string, unknown>): unknown {
    if (operation !== "ListServiceQuotas") throw ServiceFailure.unknownOperation("Service Quotas", operation);
    const { ServiceCode } = readInput(listInput, input);
    if (ServiceCode !== "states" && ServiceCode !== "lambda") {
      throw new ServiceFailure(400, "NoSuchResourceException", `The service ${ServiceCode} does not exist.`);
    }
    const [QuotaName, Value] =
      ServiceCode === "states"
        ? ["Maximum number of open executions", this.openExecutions]
        : ["Concurrent executions", this.concurrentExecutions];
    return { Quotas: [{ ServiceCode, QuotaName, Value }] };
  }
}
