import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { type Cloud, startCloud } from "../cloud/cloud.ts";
import { type SandboxOptions, startSandbox } from "../sandbox/sandbox.ts";
import type { CallWatcher } from "../sandbox/switches.ts";
import type { DatasetApiChoice } from "./dataset-api.ts";
import { DropTracker } from "./drop-tracker.ts";
import type { FaultsFile } from "./faults-file.ts";
import { lockFolder } from "./folder-lock.ts";

export interface LocalRunOptions {
  readonly folder: string;
  readonly fresh: boolean;
  /** undefined: the usual port, or any that is free. */
  readonly port: number | undefined;
  readonly datasetApi: DatasetApiChoice;
  /** What is to break; the sandbox's part is of no meaning to the real service. */
  readonly faults: FaultsFile;
}

/** The whole pipeline on this machine, with its dataset service. */
export interface LocalRun {
  readonly cloud: Cloud;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly tracker: DropTracker;
  readonly datasetApiUrl: string;
  readonly logs: string;
  stop(): Promise<void>;
}

const USUAL_PORTS = { s3: 4566, sandbox: 8787 };

/** @throws {WrongUse} the folder is in use by another run */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const folder = resolve(options.folder);
  const unlock = await lockFolder(folder);
  if (options.fresh) await forget(folder);

  let running: Cloud | undefined;
  // So that the cloud's faults can hit the functions' calls to the sandbox too.
  const watch: CallWatcher = async (moment) => (await running?.outsideCall(moment)) ?? "there";
  const api = await startDatasetApi(options.datasetApi, folder, { watch, faults: options.faults.sandbox });
  const cloud = await onUsualPort(options.port, USUAL_PORTS.s3, (port) =>
    startCloud({
      folder,
      assemblies: join(folder, "assemblies"),
      port,
      datasetApi: { url: api.url, token: options.datasetApi.token },
      faults: options.faults.cloud,
      settings: { defaultWorkspaceId: options.datasetApi.workspaceId },
    }),
  );
  running = cloud;
  const s3 = new S3Client(cloud.clientSettings);
  return {
    cloud,
    s3,
    bucket: cloud.outputs.DropBucketName ?? "",
    tracker: new DropTracker(cloud, s3, join(folder, "results")),
    datasetApiUrl: api.url,
    logs: join(folder, "logs"),
    async stop() {
      await cloud.stop();
      s3.destroy();
      await api.close();
      await unlock();
    },
  };
}

/** What was dropped and what came of it; the synthesized template is no memory of anything, and is kept. */
async function forget(folder: string): Promise<void> {
  for (const part of ["aws", "dynamodb", "executions", "logs", "results", "sandbox", "watched.json"]) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
}

async function startDatasetApi(
  choice: DatasetApiChoice,
  folder: string,
  breaking: Pick<SandboxOptions, "watch" | "faults">,
): Promise<{ url: string; close(): Promise<void> }> {
  if (choice.kind === "service") return { url: choice.url, close: async () => {} };
  return onUsualPort(undefined, USUAL_PORTS.sandbox, (port) =>
    startSandbox({ port, folder: join(folder, "sandbox"), token: choice.token, ...breaking }),
  );
}

/** On the port that was asked for; else on the usual one, so that addresses stay the same, or on any if that is taken. */
async function onUsualPort<T>(
  asked: number | undefined,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(asked ?? usual);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken || asked !== undefined) throw error;
    return start(0);
  }
}
