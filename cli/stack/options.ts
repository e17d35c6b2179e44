/** The options that select the stack. */
export const STACK_OPTIONS = {
  stack: { type: "string" },
  "endpoint-url": { type: "string" },
  region: { type: "string" },
  profile: { type: "string" },
} as const;

export const STACK_HELP = `  --stack NAME           the stack's name (default: DROPSET_STACK, else Dropset)
  --region REGION        the AWS region (default: AWS_REGION)
  --profile NAME         the AWS profile (default: AWS_PROFILE)
  --endpoint-url URL     another address instead of AWS's, such as the local run's (default: AWS_ENDPOINT_URL)`;

export interface StackChoice {
  readonly stack?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}
