import type { IncomingMessage } from "node:http";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { Hono } from "hono";
import { dropId, versionOfEtag } from "../../functions/drops/drop.ts";
import { LARGEST_DEFINITION_BYTES } from "../../functions/drops/folders.ts";
import { definitionKey, findFolders } from "../../functions/page/find-folders.ts";
import { folderProblem } from "../../functions/page/folder-path.ts";
import type { ApiEnv } from "./env.ts";
import { UploadRefused } from "./upload-refused.ts";

/** What the API has of folders that have a definition. */
export function folderRoutes(): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.get("/", async (c) => c.json(await findFolders(c.var.pipeline)));

  // A definition is a drop like any other: the pipeline judges it, and its report says whether it applies.
  api.post("/", async (c) => {
    const { s3, bucket, folders } = c.var.pipeline;
    const path = (c.req.query("path") ?? "").normalize();
    const problem = folderProblem(path);
    if (problem !== null) throw new UploadRefused(problem);
    if (folders.has(path)) throw new UploadRefused("The stack's settings define this folder.");
    const key = definitionKey(path);
    const Body = await readBody(c.env.incoming);
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: "application/json" });
    const { ETag = "", VersionId } = await s3.send(put);
    return c.json({ key, id: dropId({ bucket, key, versionId: VersionId ?? versionOfEtag(ETag) }) }, 201);
  });
  return api;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > LARGEST_DEFINITION_BYTES)
      throw new UploadRefused(`The definition is too long: the limit is ${LARGEST_DEFINITION_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
