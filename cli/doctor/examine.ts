import { explainFailure } from "../stack/explain-failure.ts";
import { Explained } from "../terminal/explained.ts";
import { messageOf } from "../terminal/system-error.ts";
import { checkBucket } from "./checks/bucket.ts";
import { checkEventBus } from "./checks/event-bus.ts";
import { checkIngest } from "./checks/ingest.ts";
import { checkDeadLetters, checkQueue } from "./checks/queues.ts";
import { checkConcurrency, checkOpenExecutions } from "./checks/quotas.ts";
import { checkRule } from "./checks/rule.ts";
import { checkStateMachine } from "./checks/state-machine.ts";
import { checkLedger, checkRecords } from "./checks/tables.ts";
import { checkSecret, checkServiceToken } from "./checks/token.ts";
import { checkAlarms, checkNotices } from "./checks/topics.ts";
import { checkVersion } from "./checks/version.ts";
import { checkWorkspaces } from "./checks/workspaces.ts";
import type { Deployment } from "./deployment.ts";
import { type Finding, isMissing, missing, unchecked } from "./finding.ts";
import { PermissionMissing } from "./permissions.ts";

type Check = (deployment: Deployment) => Promise<readonly Finding[]>;

/** By what each looks at, in the order in which they are printed. */
export const CHECKS = {
  version: checkVersion,
  secret: checkSecret,
  token: checkServiceToken,
  workspace: checkWorkspaces,
  bucket: checkBucket,
  rule: checkRule,
  queue: checkQueue,
  "dead letters": checkDeadLetters,
  ingest: checkIngest,
  ledger: checkLedger,
  records: checkRecords,
  "state machine": checkStateMachine,
  "event bus": checkEventBus,
  notices: checkNotices,
  alarms: checkAlarms,
  concurrency: checkConcurrency,
  executions: checkOpenExecutions,
} as const satisfies Readonly<Record<string, Check>>;

export type Examined = Finding & { readonly check: string };

/** Runs every check. None stops another. */
export async function examine(deployment: Deployment): Promise<Examined[]> {
  const all = await Promise.all(
    Object.entries(CHECKS).map(async ([check, run]) => {
      const findings = await run(deployment).catch((error: unknown) => [explain(error)]);
      return findings.map((finding) => ({ check, ...finding }));
    }),
  );
  return all.flat();
}

/** Why a check came to no result. */
export function explain(error: unknown): Finding {
  if (error instanceof PermissionMissing) {
    const { action, message } = error;
    return { ...unchecked(message, "Allow it: docs/deploy.md, Permissions, lists all of them."), permission: action };
  }
  if (error instanceof Explained) return unchecked(error.message, "Then run this again.");
  // A part that another check reports, and that this one needs.
  if (isMissing(error)) return unchecked(missing("A part that this needs").message, "Restore it first.");
  const explanation = explainFailure(error);
  if (explanation !== undefined) return unchecked(explanation, "Then run this again.");
  return unchecked(`It failed unexpectedly: ${messageOf(error)}`, "Please report this.");
}
