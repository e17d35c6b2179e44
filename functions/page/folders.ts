import { PutObjectCommand } from "@aws-sdk/client-s3";
import { Hono } from "hono";
import { dropId, versionOf } from "../drops/drop.ts";
import { DROPPED_BY } from "../drops/dropped-by.ts";
import { encodeWords } from "../drops/encoded-words.ts";
import { LARGEST_DEFINITION_BYTES } from "../drops/folders.ts";
import { definitionKey, findFolders } from "./find-folders.ts";
import { folderProblem } from "./folder-path.ts";
import type { Clock, PageDependencies, PageEnv } from "./page-env.ts";
import { notFound, PageProblem } from "./page-problem.ts";
import type { ReceivedDrop } from "./page-types.ts";

type FoldersDependencies = Pick<PageDependencies, "s3" | "bucket" | "folders" | "recordWriter"> & {
  readonly clock: Clock;
};

/** What the API has of folders that have a definition. */
export function foldersRoutes(dependencies: FoldersDependencies): Hono<PageEnv> {
  const api = new Hono<PageEnv>();
  api.get("/folders", async (c) => c.json(await findFolders(dependencies, c.var.access.folders)));

  // A definition is a drop like any other: the pipeline judges it, and its report says whether it applies.
  api.post("/folders", async (c) => {
    const { s3, bucket, folders, recordWriter, clock } = dependencies;
    const { access } = c.var;
    const path = (c.req.query("path") ?? "").toWellFormed().normalize();
    const problem = folderProblem(path);
    if (problem !== null) throw new PageProblem(400, problem);
    if (!access.usesFolder(path)) throw notFound();
    if (folders.has(path)) throw new PageProblem(409, "The stack's settings define this folder.");
    const body = Buffer.from(await c.req.arrayBuffer());
    if (body.length > LARGEST_DEFINITION_BYTES)
      throw new PageProblem(413, `The definition is too long: the limit is ${LARGEST_DEFINITION_BYTES} bytes.`);
    const key = definitionKey(path);
    const droppedBy = access.person.name;
    const written = await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: "application/json",
        ...(droppedBy !== null && { Metadata: { [DROPPED_BY]: encodeWords(droppedBy) } }),
      }),
    );
    const drop = { bucket, key, versionId: versionOf(written) };
    await recordWriter.write({
      drop,
      attempt: 1,
      startedAt: new Date(clock.now()).toISOString(),
      step: "dropped",
      workspaceId: access.workspaceOf(key) ?? undefined,
      droppedBy: droppedBy ?? undefined,
      bytes: body.length,
    });
    return c.json<ReceivedDrop>({ key, id: dropId(drop) }, 201);
  });
  return api;
}
