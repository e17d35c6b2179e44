import type { IncomingMessage } from "node:http";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { dropBody } from "../../cli/stack/drop-file.ts";
import { INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { KEY_LIMIT_BYTES } from "../../functions/drops/object-keys.ts";
import type { WebPipeline } from "./pipeline.ts";

/** The upload was refused; the message is shown to the user. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";
}

/**
 * Streams an upload from the browser to the drop bucket.
 *
 * @returns the object's key
 * @throws {UploadRefused} the name, the workspace or the object is not accepted
 */
export async function receiveDrop(
  body: IncomingMessage,
  { name, workspaceId }: { name: string; workspaceId: string | undefined },
  { s3, bucket, workspaces }: WebPipeline,
): Promise<string> {
  if (name === "" || name.includes("/")) throw new UploadRefused("The file needs a name without slashes.");
  const [first] = workspaces;
  const workspace = workspaceId === undefined ? first : workspaces.find(({ id }) => id === workspaceId);
  if (!workspace) throw new UploadRefused("This workspace does not exist.");

  const key = INCOMING_PREFIX + workspace.prefix + name.normalize();
  if (Buffer.byteLength(key) > KEY_LIMIT_BYTES)
    throw new UploadRefused(`The file name is too long: the limit is ${KEY_LIMIT_BYTES} bytes.`);
  const isEmpty = body.headers["content-length"] === "0";
  try {
    await dropBody(s3, bucket, key, isEmpty ? new Uint8Array() : body);
  } catch (error) {
    if (error instanceof S3ServiceException && error.$fault === "client") throw new UploadRefused(error.message);
    throw error;
  }
  return key;
}
