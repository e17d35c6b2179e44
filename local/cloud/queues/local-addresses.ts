import { REGION } from "../arns.ts";

/** Where AWS has queues: what goes by a queue's URL must have the embedded cloud's address in its place. */
export const QUEUE_HOST = `https://sqs.${REGION}.amazonaws.com`;
const API_ADDRESS = new RegExp(`https://[a-z0-9-]+\\.execute-api\\.${REGION}\\.amazonaws\\.com`, "g");

/** Where AWS has an HTTP API. */
export function apiAddress(id: string): string {
  return `https://${id}.execute-api.${REGION}.amazonaws.com`;
}

/** Where this machine has what has an address of its own on AWS. */
export interface LocalAddresses {
  /** Of the queues, and of every other service. */
  readonly endpoint: string;
  /** undefined for a template without an HTTP API. */
  readonly apiEndpoint: string | undefined;
}

/** A queue's URL names the host that serves it, and SDKs go there; an API's is where browsers go. */
export function withAddresses(
  values: Readonly<Record<string, string>>,
  addresses: LocalAddresses,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, withAddress(value, addresses)]));
}

export function withAddress(text: string, { endpoint, apiEndpoint }: LocalAddresses): string {
  const local = text.replace(QUEUE_HOST, endpoint);
  return apiEndpoint === undefined ? local : local.replace(API_ADDRESS, apiEndpoint);
}
