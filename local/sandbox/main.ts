import * as z from "zod";
import { startSandbox } from "./sandbox.ts";

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  DATASET_API_TOKEN: z.string().min(1).default("sandbox"),
  SANDBOX_FOLDER: z.string().min(1).default(".dropset/sandbox"),
  SANDBOX_PROCESSING_MS: z.coerce.number().nonnegative().default(1000),
});

const read = environment.safeParse(process.env);
if (!read.success) {
  console.error(`The environment is not right:\n${z.prettifyError(read.error)}`);
  process.exit(2);
}
const { PORT, DATASET_API_TOKEN, SANDBOX_FOLDER, SANDBOX_PROCESSING_MS } = read.data;

try {
  const sandbox = await startSandbox({
    port: PORT,
    folder: SANDBOX_FOLDER,
    token: DATASET_API_TOKEN,
    processingMs: SANDBOX_PROCESSING_MS,
  });
  console.log(`The sandbox listens on ${sandbox.url}, for "Authorization: Token <DATASET_API_TOKEN>".`);
  console.log(`Datasets are kept in ${SANDBOX_FOLDER}. Ctrl-C ends it.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
} catch (error) {
  if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
  console.error(`Port ${PORT} is taken; set PORT to another, or to 0 for any.`);
  process.exitCode = 1;
}
