import { flushCompileCache } from "node:module";
import * as z from "zod";
import { startCloud } from "../../../local/cloud/cloud.ts";

// The embedded cloud in a process of its own, to be ended by SIGKILL and started again. Its options come as JSON.

const options = z.object({
  folder: z.string(),
  port: z.number(),
  datasetApi: z.object({ url: z.string(), token: z.string() }),
  settings: z.record(z.string(), z.unknown()),
  pauseMs: z.number(),
});

const cloud = await startCloud(options.parse(JSON.parse(process.argv[2] ?? "")));
// The process that started it is gone.
process.once("disconnect", () => process.exit());
process.once("SIGTERM", async () => {
  await cloud.stop();
  process.exit();
});
const { endpoint, clientSettings, outputs } = cloud;
// It may be killed, and what V8 compiled is written at a process's end otherwise.
flushCompileCache();
process.send?.({ endpoint, clientSettings, outputs });
