import type { IncomingMessage } from "node:http";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { dropBody } from "../../cli/stack/drop-file.ts";
import { type Drop, INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import { KEY_LIMIT_BYTES } from "../../functions/drops/object-keys.ts";
import { findFolder } from "../../functions/page/find-folders.ts";
import type { WebPipeline } from "./pipeline.ts";
import { UploadRefused } from "./upload-refused.ts";

/** Where an upload goes. */
interface UploadPlace {
  readonly name: string;
  readonly workspaceId: string | undefined;
  /** A folder that has a definition: then its path, or the definition, has the workspace. */
  readonly folder: string | undefined;
}

/**
 * Streams an upload from the browser to the drop bucket.
 *
 * @throws {UploadRefused} the name, the workspace, the folder or the object is not accepted
 */
export async function receiveDrop(body: IncomingMessage, place: UploadPlace, pipeline: WebPipeline): Promise<Drop> {
  const { s3, bucket } = pipeline;
  const { name } = place;
  if (name === "" || name.includes("/")) throw new UploadRefused("The file needs a name without slashes.");
  // A definition is saved on a page of its own, and would apply to other files here.
  if (name === DEFINITION_FILE) throw new UploadRefused(`A ${DEFINITION_FILE} is saved under "Typed folders".`);
  const key = (await findPrefix(place, pipeline)) + name.normalize();
  if (Buffer.byteLength(key) > KEY_LIMIT_BYTES)
    throw new UploadRefused(`The file name is too long: the limit is ${KEY_LIMIT_BYTES} bytes.`);
  const isEmpty = body.headers["content-length"] === "0";
  try {
    return await dropBody(s3, bucket, key, isEmpty ? new Uint8Array() : body);
  } catch (error) {
    if (error instanceof S3ServiceException && error.$fault === "client") throw new UploadRefused(error.message);
    throw error;
  }
}

async function findPrefix({ workspaceId, folder }: UploadPlace, pipeline: WebPipeline): Promise<string> {
  if (folder !== undefined) {
    if (!(await findFolder(folder, pipeline))) throw new UploadRefused("This folder has no definition.");
    return `${INCOMING_PREFIX}${folder}/`;
  }
  const [first] = pipeline.workspaces;
  const workspace = workspaceId === undefined ? first : pipeline.workspaces.find(({ id }) => id === workspaceId);
  if (!workspace) throw new UploadRefused("This workspace does not exist.");
  return INCOMING_PREFIX + workspace.prefix;
}
