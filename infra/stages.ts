import * as z from "zod";
import type { DropsetProps } from "./dropset.ts";
import { InvalidSettings, type Mistake, settingMistakes, valueAt } from "./settings/invalid-settings.ts";
import { checkSettings } from "./settings/settings.ts";

/** One deployment of the pipeline. */
export interface Stage {
  readonly stackName: string;
  readonly settings: DropsetProps;
}

const stageName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/, "a letter, then letters, digits and '-'");
const stagesSchema = z
  .record(stageName, z.looseObject({}))
  .refine((stages) => Object.keys(stages).length > 0, "Name a stage, or remove it: without any, nothing is deployed");
const context = z.looseObject({ stages: stagesSchema.optional() });

/**
 * Reads the deployments from the context: one stack `Dropset`, or, where `stages` names some, a stack `Dropset-<name>`
 * for each, side by side. A stage's settings are laid over those next to `stages`, group by group.
 *
 * @throws {InvalidSettings} names each mistake once, by its place in cdk.json: what would be wrong without any stage is wrong
 * where the stages share it, and anything else in the stage
 */
export function readStages(given: unknown): Stage[] {
  const read = context.safeParse(given ?? {});
  if (!read.success) throw new InvalidSettings(settingMistakes(read.error.issues, given));
  const { stages, ...shared } = read.data;
  if (!stages) return [{ stackName: "Dropset", settings: checked(shared) }];
  const all = Object.entries(stages).map(([name, own]) => ({ name, own, settings: layOver(shared, own) }));
  const sharedMistakes = checkSettings(shared).mistakes;
  const mistakes = all.flatMap(({ name, own, settings }) =>
    checkSettings(settings).mistakes.map((mistake) => {
      const isShared = !isSetIn(own, mistake.path) && sharedMistakes.some((other) => isSame(mistake, other));
      return isShared ? mistake : ofStage(name, mistake);
    }),
  );
  mistakes.push(...repeatedBuckets(all));
  if (mistakes.length > 0) throw new InvalidSettings(mistakes);
  return all.map(({ name, settings }) => ({ stackName: `Dropset-${name}`, settings }));
}

function checked(settings: Record<string, unknown>): Record<string, unknown> {
  const { mistakes } = checkSettings(settings);
  if (mistakes.length > 0) throw new InvalidSettings(mistakes);
  return settings;
}

/** Whether a stage sets this itself. A list or a value of its own replaces all of the shared one, whatever it lacks. */
function isSetIn(own: unknown, [name, ...below]: readonly PropertyKey[]): boolean {
  if (name === undefined || !isGroup(own)) return own !== undefined;
  return Object.hasOwn(own, name) && isSetIn(Reflect.get(own, name), below);
}

function isSame(one: Mistake, other: Mistake): boolean {
  const sameLength = one.path.length === other.path.length;
  return sameLength && one.path.every((part, index) => part === other.path[index]) && one.message === other.message;
}

function ofStage(name: string, { path, message }: Mistake): Mistake {
  return { path: ["stages", name, ...path], message };
}

interface LaidOver {
  readonly name: string;
  readonly own: Record<string, unknown>;
  readonly settings: Record<string, unknown>;
}

const BUCKET_NAME = ["existingBucket", "name"];

/** Each stage would publish every file in the bucket, and they would overwrite each other's reports. */
function repeatedBuckets(all: readonly LaidOver[]): Mistake[] {
  const buckets = all.map(({ settings }) => valueAt(settings, BUCKET_NAME));
  return all.flatMap(({ name, own }, index) => {
    const bucket = buckets[index];
    if (typeof bucket !== "string" || buckets.indexOf(bucket) === buckets.lastIndexOf(bucket)) return [];
    const message = `Each stage needs a bucket of its own (given for several: ${JSON.stringify(bucket)})`;
    const mistake = { path: BUCKET_NAME, message };
    return [isSetIn(own, BUCKET_NAME) ? ofStage(name, mistake) : mistake];
  });
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
