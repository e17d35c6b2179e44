import type { IncomingMessage } from "node:http";
import type { DropReader } from "../../functions/page/drop-reader.ts";
import type { WebPipeline } from "./pipeline.ts";

/** What the API's routes share. */
export interface ApiEnv {
  Bindings: { readonly incoming: IncomingMessage };
  Variables: { pipeline: WebPipeline; reader: DropReader };
}
