import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Says of one resource why a rule of cdk-nag's AWS Solutions pack doesn't hold for it. */
export function acknowledge(resource: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(resource).acknowledge({ id, reason });
}
