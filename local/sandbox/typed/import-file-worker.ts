import { parentPort, workerData } from "node:worker_threads";
import type * as z from "zod";
import { importHere, type importMessage, importTask } from "./import-file.ts";

const post = (message: z.infer<typeof importMessage>) => parentPort?.postMessage(message);

post({ outcome: await importHere(importTask.parse(workerData), (progress) => post({ progress })) });
