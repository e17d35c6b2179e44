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
  readonly origin: string;
  /** Opens the page. */
  readonly url: string;
  /** What the browser has once it has opened the page. */
  readonly cookie: string;
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
    origin: web.origin,
    url: web.url,
    cookie: await openPage(web.url),
    async stop(how) {
      await web.close();
      connected.close();
      stack.close();
      await pipeline.stop(how);
    },
  };
}

/** As a browser does. @returns the cookie */
export async function openPage(url: string): Promise<string> {
  const { headers } = await fetch(url, { redirect: "manual" });
  return headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}
