import { connectPage } from "../../cli/page/own-page.ts";
import { connectStack } from "../../cli/stack/connect.ts";
import { buildAssets } from "../../page/server/assets.ts";
import { type OwnPage, startWebServer } from "../../page/server/server.ts";
import { type Pipeline, type PipelineOptions, startPipeline } from "../local/pipeline.ts";

export interface OwnWebOptions extends PipelineOptions {
  /** 0 for any. */
  readonly port?: number;
  /** What the page has otherwise than the stack. */
  readonly page?: Partial<OwnPage>;
}

/** The whole pipeline with a page for it on this machine, in a new folder. */
export interface RunningOwnWeb {
  readonly pipeline: Pipeline;
  readonly page: OwnPage;
  readonly url: string;
  stop(options?: { keepFolder?: boolean }): Promise<void>;
}

export async function startOwnWeb(options: OwnWebOptions = {}): Promise<RunningOwnWeb> {
  const failed = (error: unknown) => console.error(error);
  const web = await startWebServer({ port: options.port ?? 0, assets: buildAssets(), failed });
  const pipeline = await startPipeline(options);
  const stack = await connectStack({ "endpoint-url": pipeline.cloud.endpoint }, {});
  const connected = await connectPage(stack);
  const page = { ...connected.page, ...options.page };
  web.open(page);
  return {
    pipeline,
    page,
    url: web.url,
    async stop(how) {
      await web.close();
      connected.close();
      stack.close();
      await pipeline.stop(how);
    },
  };
}
