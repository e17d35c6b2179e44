import { quoteForShell } from "../terminal/quote-for-shell.ts";

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

/** The options as they are to be typed for another command on the same stack. */
export function stackArguments(stack: string, choice: StackChoice): string {
  const others = (["region", "profile", "endpoint-url"] as const).flatMap((option) => {
    const value = choice[option];
    return value === undefined ? [] : [`--${option} ${quoteForShell(value)}`];
  });
  return [`--stack ${quoteForShell(stack)}`, ...others].join(" ");
}

export interface StackChoice {
  readonly stack?: string | undefined;
  readonly "endpoint-url"?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}
