/** The options that say which stack a command works with. */
export const STACK_OPTIONS = {
  stack: { type: "string" },
  "endpoint-url": { type: "string" },
  region: { type: "string" },
  profile: { type: "string" },
} as const;

export const STACK_HELP = `  --stack NAME           the deployed stack (default: DROPSET_STACK, else Dropset)
  --region REGION        as AWS_REGION says, if not given
  --profile NAME         as AWS_PROFILE says, if not given
  --endpoint-url URL     work against another address than AWS's, as AWS_ENDPOINT_URL does: the local run prints its own`;

export interface StackChoice {
  readonly stack?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}
