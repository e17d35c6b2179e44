import { REGION } from "../arns.ts";

/** What a client needs that the cloud itself has of one of its services, besides the service's socket. */
export const INNER_CLIENT = {
  region: REGION,
  endpoint: "http://127.0.0.1",
  credentials: { accessKeyId: "embedded-cloud", secretAccessKey: "none" },
} as const;
