import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { bundleFunctions } from "../../infra/bundle-functions.ts";
import type { DropsetProps } from "../../infra/dropset.ts";
import { DropsetStack } from "../../infra/dropset-stack.ts";

const { context } = JSON.parse(readFileSync(new URL("../../cdk.json", import.meta.url), "utf8"));

const bundled = bundleFunctions();

/** One folder for each of Vitest's workers: it is overwritten by the next app, and shares the bundles' copies with it. */
const outdir = fileURLToPath(new URL(`../../.dropset/test-stacks-${process.env.VITEST_POOL_ID}`, import.meta.url));

/**
 * The app with cdk.json's feature flags, and the stacks that a test wants in it.
 *
 * @param validated whether synthesis compares the template with CloudFormation's schemas, which takes a second: nag.test.ts
 * does so for every variant
 */
export async function appWith(stacks: Readonly<Record<string, DropsetProps>>, { validated = false } = {}) {
  await bundled;
  const app = new App({ context, outdir, builtinCloudFormationValidation: validated });
  const made = Object.entries(stacks).map(([name, settings]) => new DropsetStack(app, name, { settings }));
  return { app, stacks: made };
}

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Settings that between them make every resource that there can be. */
export const VARIANTS: Readonly<Record<string, DropsetProps>> = {
  "as it comes": {},
  "with a key of its own": { kmsKey: "create", noticeEmails: ["a@example.com"], alarmEmails: ["b@example.com"] },
  "with somebody's key": { kmsKey: KEY, removal: "destroy" },
  "that fixes files": { fix: "on" },
  "on somebody's bucket": { existingBucket: { name: "their-bucket" } },
  "on somebody's encrypted bucket": { existingBucket: { name: "their-bucket", kmsKeyArn: KEY }, kmsKey: "create" },
};
