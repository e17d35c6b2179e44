import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import type { DropsetProps } from "../../infra/dropset.ts";
import { DropsetStack } from "../../infra/dropset-stack.ts";

const { context } = JSON.parse(readFileSync(new URL("../../cdk.json", import.meta.url), "utf8"));

/**
 * One folder for each of Vitest's workers: it is overwritten by the next app, and shares the bundles' copies with it. An
 * app without one makes a folder among the machine's temporary ones, and leaves it there.
 */
export const APP_FOLDER = fileURLToPath(
  new URL(`../../.dropset/test-stacks-${process.env.VITEST_POOL_ID}`, import.meta.url),
);

export interface AppOptions {
  /** Laid over cdk.json's context. */
  readonly context?: Readonly<Record<string, unknown>>;
  /**
   * Whether synthesis compares the template with CloudFormation's schemas, which takes a second: nag.test.ts does so for
   * every variant.
   */
  readonly validated?: boolean;
}

/** The app with cdk.json's context, and the stacks that a test wants in it. */
export async function appWith(stacks: Readonly<Record<string, DropsetProps>>, options: AppOptions = {}) {
  const app = new App({
    context: { ...context, ...options.context },
    outdir: APP_FOLDER,
    builtinCloudFormationValidation: options.validated ?? false,
  });
  const made = Object.entries(stacks).map(([name, settings]) => new DropsetStack(app, name, { settings }));
  return { app, stacks: made };
}

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A page that two groups use. */
export const PAGE = {
  issuer: "https://login.example.com/tenant/v2.0",
  clientId: "11111111-2222-3333-4444-555555555555",
  access: { researchers: ["6278acb09062db3b35bcbeb0"], operators: ["*"] },
} as const satisfies DropsetProps["page"];

/** Settings that between them make every resource that there can be. */
export const VARIANTS: Readonly<Record<string, DropsetProps>> = {
  "as it comes": {},
  "with a key of its own": { kmsKey: "create", noticeEmails: ["a@example.com"], alarmEmails: ["b@example.com"] },
  "with somebody's key": { kmsKey: KEY, removal: "destroy" },
  "that fixes files": { fix: "on" },
  "on somebody's bucket": { existingBucket: { name: "their-bucket" } },
  "in a VPC": { vpc: { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0123456789abcdef0"] } },
  "with a page": { page: PAGE },
  "with a page and a key of its own": { page: PAGE, kmsKey: "create" },
  "with a page on somebody's bucket": { page: PAGE, existingBucket: { name: "their-bucket" } },
  "on somebody's encrypted bucket": { existingBucket: { name: "their-bucket", kmsKeyArn: KEY }, kmsKey: "create" },
};
