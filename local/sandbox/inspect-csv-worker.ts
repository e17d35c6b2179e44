import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { inspectHere } from "./inspect-csv.ts";

parentPort?.postMessage(await inspectHere(z.string().parse(workerData)));
