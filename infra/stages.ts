import * as z from "zod";
import type { DropsetProps } from "./dropset.ts";
import { InvalidSettings, type PlaceOf, settingMistakes, valueAt } from "./invalid-settings.ts";
import { checkSettings } from "./settings.ts";

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
 * @throws {InvalidSettings} names each mistake once, by its place in cdk.json
 */
export function readStages(given: unknown): Stage[] {
  const read = context.safeParse(given ?? {});
  if (!read.success) {
    throw new InvalidSettings(settingMistakes(read.error.issues, given, (path) => ["dropset", ...path]));
  }
  const { stages, ...shared } = read.data;
  const all = stages
    ? Object.entries(stages).map(([name, own]) => ({ name, own, settings: layOver(shared, own) }))
    : [{ name: undefined, own: {}, settings: shared }];
  const mistakes = all.flatMap(({ name, own, settings }) => {
    // What a stage does not set itself is wrong for all stages.
    const stageOf = (path: readonly PropertyKey[]) =>
      name !== undefined && valueAt(own, path) !== undefined ? ["stages", name] : [];
    const placeOf: PlaceOf = (path) => ["dropset", ...stageOf(path), ...path];
    return checkSettings(settings, placeOf).mistakes;
  });
  mistakes.push(...sharedBuckets(all));
  if (mistakes.length > 0) throw new InvalidSettings([...new Set(mistakes)]);
  return all.map(({ name, settings }) => ({
    stackName: name === undefined ? "Dropset" : `Dropset-${name}`,
    settings,
  }));
}

/** Each stage would publish every file in the bucket, and they would overwrite each other's reports. */
function sharedBuckets(all: readonly { readonly settings: Record<string, unknown> }[]): string[] {
  const names = all.map(({ settings }) => valueAt(settings, ["existingBucket", "name"]));
  const twice = names.find((name, index) => typeof name === "string" && names.indexOf(name) !== index);
  if (twice === undefined) return [];
  return [
    `dropset.existingBucket.name: Each stage needs a bucket of its own (given for several: ${JSON.stringify(twice)})`,
  ];
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
