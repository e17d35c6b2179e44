import type * as z from "zod";
import { checkTogether } from "./check-together.ts";
import { InvalidSettings, type Mistake, settingMistakes } from "./invalid-settings.ts";
import { type Settings, settingsSchema } from "./schema.ts";

export type { PageSettings } from "./page-schema.ts";
export type { Settings } from "./schema.ts";

const checkedSettings = settingsSchema.superRefine(checkTogether);

/** The settings as they are given: whatever is left out has its default. */
export type SettingsInput = z.input<typeof settingsSchema>;

/**
 * Reads a deployment's settings.
 *
 * @param given as under `dropset` in cdk.json's context, or as the construct's props
 * @throws {InvalidSettings} names each setting that is wrong, what is allowed, and what was given
 */
export function readSettings(given: unknown): Settings {
  const { data, mistakes } = checkSettings(given);
  if (data) return data;
  throw new InvalidSettings(mistakes);
}

/** The settings, if they have no mistakes. */
export function checkSettings(given: unknown): {
  readonly data: Settings | undefined;
  readonly mistakes: readonly Mistake[];
} {
  const { data, error } = checkedSettings.safeParse(given ?? {});
  return { data, mistakes: error ? settingMistakes(error.issues, given) : [] };
}
