import type { DefinedFolders } from "../../functions/drops/folders.ts";
import { DropList } from "../../local/run/drop-list.ts";
import { readStackSettings } from "../../local/run/stack-settings.ts";
import type { Workspace } from "../../page/server/drop-line.ts";
import { startWebServer } from "../../page/server/server.ts";
import { type Pipeline, type PipelineOptions, startPipeline, WORKSPACE } from "../local/pipeline.ts";

export interface WebPipelineOptions extends PipelineOptions {
  /** 0 for any. */
  readonly port?: number;
  readonly workspaces?: readonly Workspace[];
  /** Folders that the page takes to be those of the stack's settings. */
  readonly folders?: DefinedFolders;
}

/** The whole pipeline with its page, in a new folder. */
export interface RunningWeb {
  readonly pipeline: Pipeline;
  readonly drops: DropList;
  readonly url: string;
  stop(options?: { keepFolder?: boolean }): Promise<void>;
}

export async function startWeb(options: WebPipelineOptions = {}): Promise<RunningWeb> {
  const web = await startWebServer({ port: options.port ?? 0 });
  const pipeline = await startPipeline(options);
  const drops = new DropList(pipeline.follower, `npx dropset redrive --endpoint-url ${pipeline.cloud.endpoint}`);
  await drops.catchUp(pipeline.follower.records);
  const settings = readStackSettings(pipeline.cloud);
  web.open({
    s3: pipeline.s3,
    bucket: pipeline.bucket,
    drops,
    ...settings,
    folders: options.folders ?? settings.folders,
    workspaces: options.workspaces ?? [{ id: WORKSPACE, label: "Reviews", prefix: "" }],
  });
  return {
    pipeline,
    drops,
    url: web.url,
    async stop(how) {
      await web.close();
      await pipeline.stop(how);
    },
  };
}
