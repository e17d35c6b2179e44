import * as z from "zod";
import type { DropsetProps } from "./dropset.ts";

/** One deployment of the pipeline. */
export interface Stage {
  readonly stackName: string;
  readonly settings: DropsetProps;
}

const stageName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/, "a letter, then letters, digits and '-'");
const context = z.looseObject({ stages: z.record(stageName, z.looseObject({})).optional() });

/**
 * Reads the deployments from the context: one stack `Dropset`, or, where `stages` names some, a stack `Dropset-<name>`
 * for each, side by side. A stage's settings are laid over those next to `stages`, group by group.
 *
 * What the settings hold is checked where they are used: {@link readSettings}.
 *
 * @throws {Error} a stage's name is not one, or its settings are no object
 */
export function readStages(given: unknown): Stage[] {
  const read = context.safeParse(given ?? {});
  if (!read.success) throw new Error(`dropset.stages in cdk.json is invalid: ${z.prettifyError(read.error)}`);
  const { stages, ...shared } = read.data;
  if (!stages) return [{ stackName: "Dropset", settings: shared }];
  return Object.entries(stages).map(([name, own]) => ({
    stackName: `Dropset-${name}`,
    settings: layOver(shared, own),
  }));
}

function layOver(shared: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const groups = Object.entries(own).map(([name, value]) => {
    const below = shared[name];
    return [name, isGroup(value) && isGroup(below) ? layOver(below, value) : value];
  });
  return { ...shared, ...Object.fromEntries(groups) };
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
