import { pageSettings } from "../../local/run/page-settings.ts";
import { type Pipeline, type PipelineOptions, startPipeline } from "../local/pipeline.ts";

/** The whole pipeline with its page's function, in a new folder. */
export interface RunningWeb {
  readonly pipeline: Pipeline;
  readonly url: string;
  stop(options?: { keepFolder?: boolean }): Promise<void>;
}

export async function startWeb(options: PipelineOptions = {}): Promise<RunningWeb> {
  const settings = { page: pageSettings({}, false), ...options.settings };
  const pipeline = await startPipeline({ ...options, settings });
  return { pipeline, url: pipeline.cloud.apiEndpoint ?? "", stop: (how) => pipeline.stop(how) };
}
