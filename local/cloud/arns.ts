/** The embedded cloud's region and account; the account is fauxqs's. */
export const REGION = "us-east-1";
export const ACCOUNT = "000000000000";

/** An ARN in the embedded cloud's account and region. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** The last part of an ARN whose resource is written `type:name` or `type/name`. */
export function nameOfArn(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(":"), text.lastIndexOf("/")) + 1);
}
