import type { IncomingMessage } from "node:http";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { dropBody } from "../../cli/stack/drop-file.ts";
import { INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { KEY_LIMIT_BYTES } from "../../functions/drops/object-keys.ts";
import type { WebPipeline } from "./pipeline.ts";

/** Why a file was not taken; the message is for the person who dropped it. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

/**
 * Passes a file on to the drop bucket as it comes from the browser, never whole in memory.
 *
 * @returns the key that it was dropped under
 * @throws {NotTaken} the name, the workspace, or S3 refuses
 */
export async function takeDrop(
  body: IncomingMessage,
  { name, workspaceId }: { name: string; workspaceId: string | undefined },
  { s3, bucket, workspaces }: WebPipeline,
): Promise<string> {
  if (name === "" || name.includes("/")) throw new NotTaken("A file needs a name, and one without slashes.");
  const [first] = workspaces;
  const workspace = workspaceId === undefined ? first : workspaces.find(({ id }) => id === workspaceId);
  if (!workspace) throw new NotTaken("There is no such workspace.");

  const key = INCOMING_PREFIX + workspace.prefix + name.normalize();
  if (Buffer.byteLength(key) > KEY_LIMIT_BYTES)
    throw new NotTaken(`The name is longer than S3's ${KEY_LIMIT_BYTES} bytes.`);
  const isEmpty = body.headers["content-length"] === "0";
  try {
    await dropBody(s3, bucket, key, isEmpty ? new Uint8Array() : body);
  } catch (error) {
    if (error instanceof S3ServiceException && error.$fault === "client") throw new NotTaken(error.message);
    throw error;
  }
  return key;
}
