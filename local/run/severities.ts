import * as z from "zod";
import { FINDING_CODES, type Severities } from "../../functions/csv/findings.ts";
import type { Cloud } from "../cloud/cloud.ts";

const severities = z.partialRecord(z.enum(FINDING_CODES), z.enum(["error", "warning", "off"]));

/** As the function that validates has it in its environment. */
export function readSeverities({ resources }: Cloud): Severities {
  const variables = resources
    .ofType("AWS::Lambda::Function")
    .map(({ properties }) => properties.Environment?.Variables);
  const set = variables.find((names) => names?.FINDING_SEVERITIES)?.FINDING_SEVERITIES;
  return set === undefined ? {} : severities.parse(JSON.parse(set));
}
