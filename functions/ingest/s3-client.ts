import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

// S3 sends something every few seconds. A read that stands still would cost the function's whole time, and a try with it.
const STALL_MS = 30_000;
const CONNECT_MS = 5_000;

/** A client whose calls and reads end when nothing moves for `stallMs`, in milliseconds. */
export function connectS3(settings: S3ClientConfig = {}, stallMs = STALL_MS): S3Client {
  return new S3Client({ ...settings, requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: stallMs } });
}
